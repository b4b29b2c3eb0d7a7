"""办理日历: the office's own days, and the deadlines of what waits, which follow them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from audit.services import record_city_change
from ground.errors import RuleBroken
from renewals.deadlines import Days, due_date, office_days
from renewals.models import RenewalApplication, ReviewDay

# What waits with a deadline of working days; a layer above adds its own (`reference`, `submitted_at`, `due_on`).
Waiting = Callable[[], models.QuerySet[Any]]
waiting_sources: list[Waiting] = [lambda: RenewalApplication.objects.awaiting_review()]


@dataclass(frozen=True, slots=True)
class Moved:
    """One waiting case whose deadline moves."""

    reference: str
    before: dt.date
    after: dt.date


def moved_by(*, day: dt.date, works: bool | None) -> list[Moved]:
    """The waiting cases whose deadline would move if `day` were kept so; None: as the State Council has it."""
    days = _with(day, works)
    return [
        Moved(reference, before, after)
        for source in waiting_sources
        for _pk, reference, before, after in _moves(source(), days)
    ]


@transaction.atomic
def keep_day(*, user: User, day: dt.date, works: bool | None, note: str) -> int:
    """Keep `day` as worked or not (None: as the State Council has it) and move the deadlines that follow.

    Returns how many deadlines moved. Raises RuleBroken without a note.
    """
    require(user, Action.KEEP_CITY_DATA)
    note = note.strip()
    if not 2 <= len(note) <= 100:
        raise RuleBroken("note_missing", "请写明依据或原因(2 至 100 个字)。", path="note")
    days = _with(day, works)
    former = ReviewDay.objects.filter(day=day).first()
    if works is None:
        ReviewDay.objects.filter(day=day).delete()
    else:
        kept = {"works": works, "note": note, "kept_by": user, "kept_at": timezone.now()}
        ReviewDay.objects.update_or_create(day=day, defaults=kept)
    moved = sum(_move(source(), days) for source in waiting_sources)
    record_city_change(
        subject=f"calendar:{day:%Y-%m-%d}",
        title=f"办理日历 {day:%Y-%m-%d}",
        actor=user.actor,
        before={"安排": way_words(former.works if former else None)},
        after={"安排": way_words(works), "期限变化": f"{moved} 件"},
        reason=note,
    )
    return moved


def way_words(works: bool | None) -> str:
    """How the office keeps a day."""
    return {True: "上班", False: "休息", None: "按国家统一安排"}[works]


def _with(day: dt.date, works: bool | None) -> Days:
    days = dict(office_days())
    days.pop(day, None)
    return days if works is None else days | {day: works}


def _moves(waiting: models.QuerySet[Any], days: Days) -> Iterator[tuple[int, str, dt.date, dt.date]]:
    due: dict[dt.date, dt.date] = {}
    rows = waiting.filter(due_on__isnull=False, submitted_at__isnull=False).order_by("submitted_at", "id")
    for pk, reference, submitted_at, before in rows.values_list("pk", "reference", "submitted_at", "due_on"):
        start = timezone.localdate(submitted_at)
        if start not in due:
            due[start] = due_date(start, days=days)
        if due[start] != before:
            yield pk, reference, before, due[start]


def _move(waiting: models.QuerySet[Any], days: Days) -> int:
    by_date = defaultdict(list)
    for pk, _reference, _before, after in _moves(waiting, days):
        by_date[after].append(pk)
    # A deadline is nothing that is decided on: the revision stays, so that open pages stay good.
    for after, pks in by_date.items():
        for start in range(0, len(pks), 500):
            waiting.filter(pk__in=pks[start : start + 500]).update(due_on=after)
    return sum(map(len, by_date.values()))
