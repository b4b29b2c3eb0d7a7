"""From lines of text to proposals for a machine's fields: pure, and sure of nothing that it does not say."""

from __future__ import annotations

from .found import OFFERED_FROM, Found, Source
from .understanding import understand

__all__ = ["OFFERED_FROM", "Found", "Source", "understand"]
