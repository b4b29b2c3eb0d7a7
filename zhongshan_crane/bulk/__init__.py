"""Bulk data for measuring: any number of machines and renewals, as real ones are, made in minutes."""
