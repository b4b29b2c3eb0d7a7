"""Archiving: the oldest part of the chain leaves the database for a file with a seal of its own, by command alone."""

from __future__ import annotations


def cut_at(number: int) -> str:
    """The seal of the last archived link, as a sealed entry tells it; empty where nothing was archived up to there."""
    return ""
