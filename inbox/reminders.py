"""Reminding a firm of ends that come near: once for each thing, end and threshold, in one message together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from accounts.models import Enterprise
from inbox.models import Reminder
from inbox.services import tell_enterprise
from inbox.words import Event

NAMED = 20  # things that a message names


@dataclass(frozen=True, slots=True)
class Ending:
    """Something of a firm that ends: `subject` as the reminder's key, `label` for people, its last day."""

    subject: str
    label: str
    until: dt.date


def threshold_of(days_left: int, thresholds: Iterable[int]) -> int | None:
    """The nearest threshold that is reached, None before the first; what is over has reached them all."""
    return min((limit for limit in thresholds if days_left <= limit), default=None)


def remind_firm(
    *,
    enterprise_id: int,
    event: Event,
    endings: Sequence[Ending],
    today: dt.date,
    thresholds: Sequence[int],
    link: str,
) -> int:
    """Tell the firm of the endings that have reached a threshold of which it was not told; how many.

    The firm's row is held meanwhile, so that two rounds at once remind once.
    """
    reached = {(item, limit) for item in endings if (limit := _reached(item, today, thresholds)) is not None}
    if not reached:
        return 0
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=enterprise_id)
        fresh = _not_told(event, reached)
        if not fresh:
            return 0
        Reminder.objects.bulk_create(
            Reminder(event=event, subject=item.subject, until=item.until, threshold=limit)
            for item, limit in fresh
        )
        found = sorted((item for item, _limit in fresh), key=lambda item: (item.until, item.label))
        tell_enterprise(
            enterprise=enterprise_id,
            event=event,
            about=summary_of(found, today),
            body=_listed(found, today),
            link=link,
        )
    return len(fresh)


def summary_of(endings: Sequence[Ending], today: dt.date) -> str:
    """The one by its name, or how many end soon and how many have ended."""
    if len(endings) == 1:
        return f"{endings[0].label}，{_when(endings[0].until, today)}"
    over = sum(item.until < today for item in endings)
    parts = [
        f"{len(endings) - over} 台即将到期" if over < len(endings) else "",
        f"{over} 台已过期" if over else "",
    ]
    return "，".join(part for part in parts if part)


def _reached(item: Ending, today: dt.date, thresholds: Sequence[int]) -> int | None:
    return threshold_of((item.until - today).days, thresholds)


def _not_told(event: Event, reached: set[tuple[Ending, int]]) -> list[tuple[Ending, int]]:
    subjects = [item.subject for item, _limit in reached]
    told: set[tuple[str, dt.date, int]] = set()
    for begin in range(0, len(subjects), 500):  # SQLite takes no longer list
        rows = Reminder.objects.filter(Q(event=event), subject__in=subjects[begin : begin + 500])
        told.update(rows.values_list("subject", "until", "threshold"))
    return [(item, limit) for item, limit in reached if (item.subject, item.until, limit) not in told]


def _listed(endings: Sequence[Ending], today: dt.date) -> str:
    lines = [f"{item.label}：{item.until.isoformat()} {_when(item.until, today)}" for item in endings[:NAMED]]
    if len(endings) > NAMED:
        lines.append(f"另有 {len(endings) - NAMED} 台，请在列表中查看。")
    return "\n".join(lines)


def _when(until: dt.date, today: dt.date) -> str:
    days = (until - today).days
    if days < 0:
        return f"已过期 {-days} 天"
    return f"还剩 {days} 天" if days else "今日到期"
