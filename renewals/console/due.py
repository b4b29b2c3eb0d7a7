"""The deadline of a review in words and in the colour of its urgency."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from renewals.deadlines import SOON, working_days_left


@dataclass(frozen=True, slots=True)
class Due:
    """What the tag beside a case says: `label` and `tone`."""

    label: str
    tone: str


def due_tag(due_on: dt.date | None, today: dt.date) -> Due | None:
    """剩余 N 个工作日, 今日到期 or 已超期; None where there is no deadline."""
    if due_on is None:
        return None
    left = working_days_left(today, due_on)
    if due_on < today:
        return Due(f"已超期 {-left} 个工作日" if left else "已超期", "bad")
    if due_on == today:
        return Due("今日到期", "warn")
    return Due(f"剩余 {left} 个工作日", "warn" if left <= SOON else "idle")
