"""Writes of 企业事项, each one step of the way."""
