"""The register, renewals and 任务历史 over the REST API."""
