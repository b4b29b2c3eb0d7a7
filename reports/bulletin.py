"""The weekly 通报: the figures of all reports with their definitions, the towns, and the firms that are behind."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import timezone

from renewals.printing.sources import moment
from renewals.printing.typesetting import typeset
from reports.figures.cases import cases_report
from reports.figures.progress import progress_report
from reports.figures.rounds import monday
from reports.figures.safety import safety_report
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

    States are as they stand at `now`, whichever week it is about.
    """
    begin = week or monday(timezone.localdate(now))
    progress, cases, safety = progress_report(scope, now), cases_report(scope, now), safety_report(scope, now)
    return {
        "title": bulletin_title(scope, now),
        "scope": scope.word,
        "week": f"{begin.isoformat()} 至 {(begin + dt.timedelta(days=6)).isoformat()}",
        "taken": moment(now),
        "parts": [
            _part(progress, [_table(progress.sheet("towns")), _table(progress.sheet("firms"), FIRMS_NAMED)]),
            _part(cases, [_table(cases.sheet("weeks")), _table(cases.sheet("fields"), 10)]),
            _part(safety, [_table(safety.sheet("towns"))]),
        ],
    }


def _part(report: Report, tables: list[dict[str, Any]]) -> dict[str, Any]:
    figures = [
        {"label": figure.label, "text": figure.text, "meaning": figure.meaning} for figure in report.figures
    ]
    return {"title": report.title, "figures": figures, "tables": [table for table in tables if table["rows"]]}


def _table(sheet: Sheet, most: int = 60) -> dict[str, Any]:
    left = len(sheet.rows) - most
    return {
        "title": sheet.title,
        "heads": list(sheet.heads),
        "rows": [[cell.text for cell in row] for row in sheet.rows[:most]],
        "meaning": sheet.meaning + (f"另有 {left} 行，见系统。" if left > 0 else ""),
    }
