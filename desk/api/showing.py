"""What all queues say of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from accounts.models import Enterprise, User
from desk.console.queues import rows_in_hand
from desk.kinds import CaseKind
from ground.keyset import count_in_words
from ground.listing import Listing


def in_hand(kind: CaseKind, cases: Sequence[Any], user: User) -> list[dict[str, Any]]:
    """Who is on each of the cases, in their order; one query for all."""
    now = timezone.now()
    return [
        {
            "claimed_by": row["claimed"],
            "claimed_until": row["case"].claimed_until if row["case"].is_claimed(now) else None,
            "viewers": row["viewers"],
        }
        for row in rows_in_hand(kind, list(cases), user)
    ]


def counted_choices(listing: Listing[Any]) -> dict[str, Any]:
    """How many rows the conditions find, and how many each further one would."""
    return {
        "total": listing.count_text or count_in_words(listing.filtered),
        "filters": [
            {
                "name": choice.name,
                "label": choice.label,
                "value": choice.value,
                "options": [
                    {"value": option.value, "label": str(option.label), "count": option.count}
                    for option in choice.options
                ],
            }
            for choice in listing.choices
        ],
    }


def firm_of(firm: Enterprise) -> dict[str, Any]:
    """产权单位."""
    return {"id": firm.pk, "name": firm.name}
