"""A reviewer's remark at one field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ground.asking import trimmed
from ground.errors import RuleBroken

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


def refuse_unsent(remarks: int, doing: str) -> None:
    """Raise RuleBroken where remarks were written that `doing` (接受备案) would not send."""
    if remarks:
        said = f"您写了 {remarks} 条逐项意见，{doing}不会把它们发给企业。请删除后再{doing}，或退回企业修改。"
        raise RuleBroken("remarks_unsent", said)
