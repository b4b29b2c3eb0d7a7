"""The intake, the catalogue and the firm's own data over the REST API."""
