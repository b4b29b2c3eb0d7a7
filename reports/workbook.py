"""A report as a workbook: a sheet of the figures with their definitions, and one for each table, uncut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from django.utils import timezone

from ground.workbooks import sheets_workbook
from reports.shapes import Cell, Report


def report_workbook(report: Report) -> IO[bytes]:
    """The workbook of a whole report, opened at its beginning."""
    taken = f"{timezone.localtime(report.taken_at):%Y-%m-%d %H:%M}"
    figures = [[figure.label, figure.text, figure.meaning, report.scope, taken] for figure in report.figures]
    return sheets_workbook(
        [
            ("指标", ["指标", "数值", "统计口径", "统计范围", "统计时间"], figures),
            *((sheet.title, list(sheet.heads), _rows(sheet.all_rows)) for sheet in report.sheets),
        ]
    )


def _rows(rows: Iterable[Sequence[Cell]]) -> Iterator[list[str]]:
    for row in rows:
        yield [cell.text for cell in row]
