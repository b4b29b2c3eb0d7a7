"""Texts of which most is the same for many machines: made once by the house's own functions, then filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping

MARK = re.compile(r"@(\w+)@")


class Template:
    """A text with marks like `@serial@`; `fill` is a join and no replacing, because it runs a million times."""

    def __init__(self, text: str) -> None:
        self._parts = MARK.split(text)
        self._names = self._parts[1::2]

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with each mark's value; KeyError where one is missing."""
        parts = self._parts.copy()
        parts[1::2] = [values[name] for name in self._names]
        return "".join(parts)
