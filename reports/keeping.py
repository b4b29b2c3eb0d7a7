"""Reports that take long to count, kept for the pages: a worker counts them again before they are too old to be shown.

A small register is counted for each page. What a page shows of a kept report is as it was at its `taken_at`. Where no
worker is there, or has not looked yet, whoever comes first counts, and keeps it for the others.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any, Protocol

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from reports.figures.cases import cases_report
from reports.figures.progress import progress_report
from reports.figures.safety import safety_report
from reports.models import KeptReport
from reports.scope import Scope
from reports.shapes import Cell, Chart, Column, Figure, Report, Sheet


class Counting(Protocol):
    """What counts one report; a `whole` one has the rows of the workbook."""

    def __call__(self, scope: Scope, now: dt.datetime, *, whole: bool = False) -> Report:
        """Count."""


REPORTS: dict[str, Counting] = {
    "progress": progress_report,
    "cases": cases_report,
    "safety": safety_report,
}
LONG = 0.1  # seconds: what takes longer is kept
# So many times as long as it took, within these seconds: a worker that looks each minute comes in time for the shortest.
TIMES, LEAST, MOST = 400, 150, 900
SELDOM = dt.timedelta(hours=1)  # until a worker looks again whether a short count has become a long one
FORGOTTEN = dt.timedelta(days=1)  # of scopes that nobody has any more


def report_of(key: str, scope: Scope, now: dt.datetime) -> Report:
    """The report, kept or counted now; a kept one has only the rows that a page shows."""
    kept = KeptReport.objects.filter(key=key, seen=scope.seen).first()
    if kept and kept.seconds > LONG and kept.age(now) < _shown_for(kept):
        try:
            return _from_plain(kept.content)
        except (KeyError, TypeError):  # by another release, which serves beside this one for some minutes
            pass
    report, seconds = _counted(key, scope, now)
    if seconds > LONG:
        _keep(report, seconds, scope)
    return report


def keep_reports() -> None:
    """Count what is shown to many before it is too old: the reports of the city and of the supervisors' towns."""
    for scope in _scopes():
        for key in REPORTS:
            now = timezone.now()
            kept = KeptReport.objects.filter(key=key, seen=scope.seen).first()
            if kept is None or _is_due(kept, now):
                _keep(*_counted(key, scope, now), scope)
    KeptReport.objects.filter(taken_at__lt=timezone.now() - FORGOTTEN).delete()


def _scopes() -> Iterator[Scope]:
    yield Scope.of_the_city()
    supervisors = User.objects.filter(role=Role.SUPERVISOR, is_active=True).exclude(town="")
    for town in supervisors.order_by("town").values_list("town", flat=True).distinct():
        yield Scope.of_town(town)


def _shown_for(kept: KeptReport) -> dt.timedelta:
    return dt.timedelta(seconds=min(max(kept.seconds * TIMES, LEAST), MOST))


def _is_due(kept: KeptReport, now: dt.datetime) -> bool:
    """Half way, so that the next look is early enough; and on a new day, from which on other days are near."""
    if kept.seconds <= LONG:
        return kept.age(now) > SELDOM
    return kept.age(now) > _shown_for(kept) / 2 or kept.is_of_another_day(now)


def _counted(key: str, scope: Scope, now: dt.datetime) -> tuple[Report, float]:
    begun = time.monotonic()
    report = REPORTS[key](scope, now)
    return report, time.monotonic() - begun


def _keep(report: Report, seconds: float, scope: Scope) -> None:
    KeptReport.objects.update_or_create(
        key=report.key,
        seen=scope.seen,
        defaults={"taken_at": report.taken_at, "seconds": seconds, "content": _plain(report)},
    )


def _plain(report: Report) -> dict[str, Any]:
    """What JSON can hold, the rows cut to those of the page."""
    sheets = [replace(sheet, rows=sheet.first_rows, counted=sheet.total) for sheet in report.sheets]
    return asdict(replace(report, sheets=sheets)) | {"taken_at": report.taken_at.isoformat()}


def _from_plain(kept: dict[str, Any]) -> Report:
    charts = [
        Chart(chart["title"], chart["summary"], [Column(**column) for column in chart["columns"]])
        for chart in kept["charts"]
    ]
    sheets = [
        Sheet(**sheet | {"rows": [[Cell(**cell) for cell in row] for row in sheet["rows"]]})
        for sheet in kept["sheets"]
    ]
    figures = [Figure(**figure) for figure in kept["figures"]]
    taken = {"taken_at": dt.datetime.fromisoformat(kept["taken_at"])}
    return Report(**kept | taken | {"figures": figures, "charts": charts, "sheets": sheets})
