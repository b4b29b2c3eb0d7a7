"""企业事项 over the REST API."""
