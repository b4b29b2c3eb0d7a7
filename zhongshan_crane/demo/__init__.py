"""Demonstration data: machines, people and papers that do not exist."""
