"""Files over the REST API."""
