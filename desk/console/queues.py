"""Who is on each case of a queue's page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import User
from desk.claiming import viewers_of
from desk.kinds import CaseKind


def rows_in_hand(kind: CaseKind, cases: list[Any], user: User) -> list[dict[str, Any]]:
    """For each case: `case`, `claimed` (我, a masked name or empty) and the names of those who look; one query."""
    watched, now = viewers_of(kind, [case.pk for case in cases], but=user), timezone.now()
    rows = []
    for case in cases:
        holder = case.claimed_by if case.is_claimed(now) else None
        names = watched.get(case.pk, [])
        rows.append(
            {
                "case": case,
                "claimed": "我" if holder == user else holder.masked_name if holder else "",
                "viewers": [name for name in names if not holder or name != holder.masked_name],
            }
        )
    return rows
