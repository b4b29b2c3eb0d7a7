"""Where the machines of towns and firms stand, now and on the kept days before, and where that leads."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, Sum

from ground.glossary import CertificateStatus
from reports.figures.firsts import Group
from reports.models import Tally
from reports.scope import DUE, Scope

WEEK = dt.timedelta(weeks=1)
TOO_FAR = 3650  # days: a forecast beyond ten years says nothing
Done = dict[tuple[dt.date | None, Any], int]  # 已换证 of a kept day, by town or firm


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

    def __iadd__(self, other: Standing) -> Standing:
        """Take over the counts of a part."""
        self.awaiting += other.awaiting
        self.renewing += other.renewing
        self.done += other.done
        self.deferred += other.deferred
        return self


@dataclass(frozen=True, slots=True)
class Past:
    """The kept day a week ago and the one from which the pace is taken, None where nothing is kept."""

    week: dt.date | None
    pace: dt.date | None

    @property
    def days(self) -> set[dt.date]:
        """The kept days that are compared with."""
        return {day for day in (self.week, self.pace) if day}


def forecast(standing: Standing, past: Past, today: dt.date) -> dt.date | None:
    """The day on which all are done if it goes on as since `past.pace`; None where nothing moves."""
    if not standing.left:
        return today
    if past.pace is None or standing.before is None or standing.done <= standing.before:
        return None
    daily = (standing.done - standing.before) / (today - past.pace).days
    days = math.ceil(standing.left / daily)
    return today + dt.timedelta(days=days) if days <= TOO_FAR else None


def standings_of(scope: Scope) -> Iterator[Group[Standing]]:
    """The counts now of each firm in each town, firm after firm; one query, read bit by bit."""
    status = "certificate_status"
    rows: Any = (
        scope.machines()
        .filter(certificate_status__in=[*DUE, CertificateStatus.DEFERRED])
        .values_list("enterprise_id", "storage_town")
        .annotate(
            awaiting=Count("enterprise", filter=Q(**{status: CertificateStatus.AWAITING_RENEWAL})),
            renewing=Count("enterprise", filter=Q(**{status: CertificateStatus.RENEWING})),
            done=Count("enterprise", filter=Q(**{status: CertificateStatus.RENEWED})),
            deferred=Count("enterprise", filter=Q(**{status: CertificateStatus.DEFERRED})),
        )
        .order_by("enterprise_id")
    )
    return ((firm, town, Standing(*counts)) for firm, town, *counts in rows.iterator())


def past_of(today: dt.date) -> Past:
    """The latest kept days at least a week and at least REPORT_FORECAST_WEEKS ago, else the earliest."""
    week, pace = (_kept_by(today - weeks * WEEK) for weeks in (1, settings.REPORT_FORECAST_WEEKS))
    return Past(week, pace or week)


def _kept_by(day: dt.date) -> dt.date | None:
    return Tally.objects.filter(day__lte=day).order_by("-day").values_list("day", flat=True).first()


def done_then(scope: Scope, past: Past, by: str, among: Collection[int] | None = None) -> Done:
    """What was done on the kept days, by `town` or by `enterprise` (these `among` all)."""
    kept = scope.tallies().filter(day__in=past.days)
    if among is not None:
        kept = kept.filter(enterprise__in=among)
    return {(day, key): done for day, key, done in kept.values_list("day", by).annotate(Sum("done"))}


def add_past(groups: Iterable[tuple[Any, Standing]], done: Done, past: Past) -> None:
    """What was done then: a group that had no machine then had none done."""
    for key, standing in groups:
        standing.then = done.get((past.week, key), 0) if past.week else None
        standing.before = done.get((past.pace, key), 0) if past.pace else None


def total_of(towns: Mapping[str, Standing], done: Done, past: Past) -> Standing:
    """The sum of the towns; those that have no machines any more count in its past."""
    total = Standing()
    for standing in towns.values():
        total += standing
    if towns or done:
        total.then = _sum(done, past.week)
        total.before = _sum(done, past.pace)
    return total


def _sum(done: Done, day: dt.date | None) -> int | None:
    return sum(number for (then, _town), number in done.items() if then == day) if day else None
