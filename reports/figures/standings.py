"""Where the machines of towns and firms stand, now and on the kept days before, and where that leads."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q

from ground.glossary import CertificateStatus
from reports.models import Tally
from reports.scope import DUE, Scope

WEEK = dt.timedelta(weeks=1)
TOO_FAR = 3650  # days: a forecast beyond ten years says nothing


@dataclass(slots=True)
class Standing:
    """The counts of one group; `then` and `before` are its 已换证 a week and some weeks ago, None if unknown."""

    awaiting: int = 0
    renewing: int = 0
    done: int = 0
    deferred: int = 0
    then: int | None = None
    before: int | None = None

    @property
    def due(self) -> int:
        """应换证设备."""
        return self.awaiting + self.renewing + self.done

    @property
    def left(self) -> int:
        """Those not exchanged yet."""
        return self.due - self.done

    def add(self, other: Standing) -> None:
        """Take over the counts of a part."""
        self.awaiting += other.awaiting
        self.renewing += other.renewing
        self.done += other.done
        self.deferred += other.deferred


@dataclass(frozen=True, slots=True)
class Past:
    """The kept day a week ago and the one from which the pace is taken, None where nothing is kept."""

    week: dt.date | None
    pace: dt.date | None


def forecast(standing: Standing, past: Past, today: dt.date) -> dt.date | None:
    """The day on which all are done if it goes on as since `past.pace`; None where nothing moves."""
    if not standing.left:
        return today
    if past.pace is None or standing.before is None or standing.done <= standing.before:
        return None
    daily = (standing.done - standing.before) / (today - past.pace).days
    days = math.ceil(standing.left / daily)
    return today + dt.timedelta(days=days) if days <= TOO_FAR else None


def groups_of(scope: Scope) -> dict[tuple[str, int], Standing]:
    """(town, firm) → its counts now; one query."""
    status = "certificate_status"
    rows: Any = (
        scope.machines()
        .filter(certificate_status__in=[*DUE, CertificateStatus.DEFERRED])
        .values_list("storage_town", "enterprise_id")
        .annotate(
            awaiting=Count("pk", filter=Q(**{status: CertificateStatus.AWAITING_RENEWAL})),
            renewing=Count("pk", filter=Q(**{status: CertificateStatus.RENEWING})),
            done=Count("pk", filter=Q(**{status: CertificateStatus.RENEWED})),
            deferred=Count("pk", filter=Q(**{status: CertificateStatus.DEFERRED})),
        )
    )
    return {(town, firm): Standing(*counts) for town, firm, *counts in rows}


def past_of(scope: Scope, today: dt.date) -> Past:
    """The latest kept days at least a week and at least REPORT_FORECAST_WEEKS ago, else the earliest."""
    weeks = settings.REPORT_FORECAST_WEEKS
    found = Tally.objects.aggregate(
        week=Max("day", filter=Q(day__lte=today - WEEK)),
        pace=Max("day", filter=Q(day__lte=today - weeks * WEEK)),
    )
    return Past(found["week"], found["pace"] or found["week"])


def add_past(groups: dict[tuple[str, int], Standing], scope: Scope, past: Past) -> None:
    """What was done then: a group that had no machine then had none done."""
    days = [day for day in {past.week, past.pace} if day]
    kept: dict[dt.date, dict[tuple[str, int], int]] = {day: {} for day in days}
    for day, town, firm, done in (
        scope.tallies().filter(day__in=days).values_list("day", "town", "enterprise_id", "done")
    ):
        kept[day][town, firm] = done
    for key in {key for counts in kept.values() for key in counts}:
        groups.setdefault(key, Standing())
    for key, standing in groups.items():
        standing.then = kept[past.week].get(key, 0) if past.week else None
        standing.before = kept[past.pace].get(key, 0) if past.pace else None


def folded(groups: dict[tuple[str, int], Standing], place: int) -> dict[Any, Standing]:
    """The groups summed by town (place 0) or firm (place 1), the empty ones left out."""
    parts: dict[Any, list[Standing]] = defaultdict(list)
    for key, standing in groups.items():
        parts[key[place]].append(standing)
    sums = {key: summed(found) for key, found in parts.items()}
    return {key: standing for key, standing in sums.items() if standing.due or standing.deferred}


def summed(parts: Iterable[Standing]) -> Standing:
    """The sum of the parts; the past of it is known where that of any part is."""
    total, parts = Standing(), list(parts)
    for part in parts:
        total.add(part)
    if any(part.then is not None for part in parts):
        total.then = sum(part.then or 0 for part in parts)
    if any(part.before is not None for part in parts):
        total.before = sum(part.before or 0 for part in parts)
    return total
