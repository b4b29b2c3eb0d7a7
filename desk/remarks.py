"""A reviewer's remark at one field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ground.asking import trimmed

LENGTH = 300


@dataclass(frozen=True)
class RemarkInput:
    """A reviewer's remark at one field (`parameters.rated_load_moment`)."""

    path: str
    text: str
    code: str = ""


def kept_remarks(remarks: Iterable[RemarkInput]) -> list[dict[str, str]]:
    """The remarks as history and record keep them, blank ones left out."""
    return [
        {"path": item.path[:80], "text": text[:LENGTH]} for item in remarks if (text := trimmed(item.text))
    ]
