"""Workbooks: texts that no program takes for a formula, and lists written row by row in constant memory."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.http import FileResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from ground.spooling import at_beginning

FORMULA_SIGNS = tuple("=+-@\t\r")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000
TOO_MANY = f"一次最多导出 {MOST_ROWS} 行。请用查询条件缩小范围后再导出。"
IN_MEMORY = 2 * 1024 * 1024  # bytes of a finished workbook before it goes to disk
HEAD_FONT, HEAD_GROUND = Font(bold=True, color="FFFFFF"), PatternFill("solid", start_color="0B2F66")
NARROWEST, WIDEST = 8, 42
NOT_IN_TITLES = re.compile(r"[\\/*?:\[\]]")  # of a sheet


def write_text(cell: Cell, text: str) -> None:
    """Put a text into a cell so that no program ever takes it for a formula or a number."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.value = clean or None
    if clean.startswith(FORMULA_SIGNS):
        cell.data_type = "s"
        cell.quotePrefix = True


def list_workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> IO[bytes]:
    """A workbook of one sheet, opened at its beginning; every cell is text. `rows` are read one by one."""
    return sheets_workbook([(title, heads, rows)])


def sheets_workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[object]]]]) -> IO[bytes]:
    """A workbook of several sheets, each of (title, heads, rows), opened at its beginning."""
    book = Workbook(write_only=True)
    for title, heads, rows in sheets:
        _write_sheet(book, title, heads, rows)
    kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    book.save(kept)
    return at_beginning(kept, in_memory=IN_MEMORY)


def workbook_answer(book: IO[bytes], name: str) -> FileResponse:
    """The workbook to save, called `name` and today's date; it holds a firm's data and is kept nowhere.

    Whoever hands it out records the export with its rows, so that it is no second entry as a file.
    """
    dated = f"{name}_{timezone.localdate():%Y%m%d}.xlsx"
    answer = FileResponse(book, as_attachment=True, filename=dated, content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "private, no-store"
    answer.is_recorded = True  # type: ignore[attr-defined]
    return answer


def _write_sheet(book: Workbook, title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    sheet = book.create_sheet(NOT_IN_TITLES.sub(" ", title)[:31])
    sheet.freeze_panes = "A2"
    first, rest = _first_rows(rows)
    for place, width in enumerate(_widths(heads, first), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_head(sheet, label) for label in heads])
    for part in (first, rest):
        for row in part:
            sheet.append([_cell(sheet, value) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}1"


def _first_rows(rows: Iterable[Sequence[object]]) -> tuple[list[Sequence[object]], Any]:
    """The rows that decide how wide the columns are, and the others, which are not read yet."""
    rest = iter(rows)
    return [row for _place, row in zip(range(100), rest, strict=False)], rest


def _widths(heads: Sequence[str], rows: list[Sequence[object]]) -> list[int]:
    texts = [[label, *(str(row[place] or "") for row in rows)] for place, label in enumerate(heads)]
    return [min(max(NARROWEST, *map(_width, column)) + 2, WIDEST) for column in texts]


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _head(sheet: Any, label: str) -> Cell:
    cell = WriteOnlyCell(sheet, label)
    cell.font, cell.fill = HEAD_FONT, HEAD_GROUND
    return cell


def _cell(sheet: Any, value: object) -> Cell | str | None:
    text = "" if value is None else str(value)
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)
    if not clean.startswith(FORMULA_SIGNS):
        return clean or None  # a plain text needs no cell of its own, which is twice as fast
    cell = WriteOnlyCell(sheet)
    write_text(cell, clean)
    return cell
