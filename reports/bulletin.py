"""The weekly 通报: the figures of all reports with their definitions, the towns, and the firms that are behind."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import timezone

from renewals.printing.sources import moment
from renewals.printing.typesetting import typeset
from reports.figures.rounds import monday
from reports.keeping import REPORTS, report_of
from reports.scope import Scope
from reports.shapes import Report, Sheet

DESIGN = Path(__file__).parent / "designs" / "bulletin.typ"
FIRMS_NAMED = 20


def bulletin_pdf(scope: Scope, now: dt.datetime, *, week: dt.date | None = None) -> bytes:
    """The PDF. Raises StepRefused where the machine is too busy to set it."""
    return typeset(DESIGN, bulletin_data(scope, now, week=week))


def bulletin_title(scope: Scope, now: dt.datetime) -> str:
    """Its title, also its file's name."""
    return f"建筑起重机械换证工作通报_{scope.word}_{timezone.localdate(now):%Y%m%d}"


def bulletin_data(scope: Scope, now: dt.datetime, *, week: dt.date | None = None) -> dict[str, Any]:
    """What the design needs; `week` is the Monday of the week reported on, the present one by default.

    States are as they stand at `now`, whichever week it is about; without a `week`, as the pages show them, which may
    have kept them from some minutes before. Where its parts are of several moments each says its own.
    """
    begin = week or monday(timezone.localdate(now))
    reports = {
        key: count(scope, now) if week else report_of(key, scope, now) for key, count in REPORTS.items()
    }
    progress, cases, safety = (reports[key] for key in ("progress", "cases", "safety"))
    moments = sorted({moment(report.taken_at) for report in reports.values()})
    return {
        "title": bulletin_title(scope, now),
        "scope": scope.word,
        "week": f"{begin.isoformat()} 至 {(begin + dt.timedelta(days=6)).isoformat()}",
        "taken": " 至 ".join(dict.fromkeys((moments[0], moments[-1]))),
        "parts": [
            {"taken": moment(report.taken_at) if len(moments) > 1 else "", **_part(report, tables)}
            for report, tables in (
                (progress, [_table(progress.sheet("towns")), _table(progress.sheet("firms"), FIRMS_NAMED)]),
                (cases, [_table(cases.sheet("weeks")), _table(cases.sheet("fields"), 10)]),
                (safety, [_table(safety.sheet("towns"))]),
            )
        ],
    }


def _part(report: Report, tables: list[dict[str, Any]]) -> dict[str, Any]:
    figures = [
        {"label": figure.label, "text": figure.text, "meaning": figure.meaning} for figure in report.figures
    ]
    return {"title": report.title, "figures": figures, "tables": [table for table in tables if table["rows"]]}


def _table(sheet: Sheet, most: int = 60) -> dict[str, Any]:
    left = sheet.total - most
    return {
        "title": sheet.title,
        "heads": list(sheet.heads),
        "rows": [[cell.text for cell in row] for row in sheet.rows[:most]],
        "meaning": sheet.meaning + (f"另有 {left} 行，见系统。" if left > 0 else ""),
    }
