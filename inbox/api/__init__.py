"""Messages and 事件推送 over the REST API."""
