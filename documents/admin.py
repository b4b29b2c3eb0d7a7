"""Brings the console's page of the quarantine in."""

from documents import console as console
