"""Certificates over the REST API."""
