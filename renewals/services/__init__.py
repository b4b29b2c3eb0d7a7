"""Writes of the renewals, each one step of the way."""
