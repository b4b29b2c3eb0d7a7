"""Writes of the machines."""
