"""Reading a workbook that people have had in their hands: cells as text, by address, and nothing executed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum

from ground.errors import RuleBroken
from ground.spreadsheets import BAD_PACKAGE, address, opened, refuse_bomb, text_of

Marks = dict[str, tuple[frozenset[str], frozenset[str]]]
MOST_ROWS, MOST_COLUMNS = 6000, 400
MOST_UNPACKED = 150 * 1024 * 1024
FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f\b')
FAULT = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"')
UNREADABLE = (
    "这个文件打不开，可能已损坏或不是表格。请用 WPS 或 Excel 打开本批下载的表格，另存为 .xlsx 后再上传。"
)
TOO_LARGE = "这个表格解开后过大。请在系统下载的表格中填写，不要加入图片或其他内容，再上传。"


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One sheet: `rows[n][m]` is the text of line n + 1, column m + 1.

    `formulas` are the addresses of formulas, `faults` of cells that show #N/A and the like; `merged` holds the addresses that a merged cell covers, `cut` says that there were more rows than are read.
    """

    name: str
    rows: list[list[str]]
    formulas: frozenset[str] = frozenset()
    faults: frozenset[str] = frozenset()
    merged: frozenset[str] = field(default_factory=frozenset)
    cut: bool = False


def read_workbook(data: bytes) -> list[SheetRead]:
    """The sheets with cells; RuleBroken, with the way out, where the bytes are no workbook that can be read."""
    refuse_bomb(data, most=MOST_UNPACKED, too_large=TOO_LARGE, unreadable=UNREADABLE)
    marks = _unseen(data)
    with opened(data, unreadable=UNREADABLE) as book:
        return [_sheet(book, meta.name, marks) for meta in book.sheets_metadata if _has_cells(meta)]


def _has_cells(meta: Any) -> bool:
    return bool(meta.typ == SheetTypeEnum.WorkSheet)


def _sheet(book: CalamineWorkbook, name: str, marks: Marks) -> SheetRead:
    sheet = book.get_sheet_by_name(name)
    rows: list[list[str]] = []
    cut = sheet.total_height > MOST_ROWS
    for raw in sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS):
        rows.append([text_of(value) for value in raw[:MOST_COLUMNS]])
    formulas, faults = marks.get(name, (frozenset(), frozenset()))
    return SheetRead(name, rows, formulas, faults, frozenset(_covered(sheet)), cut)


def _covered(sheet: Any) -> Iterator[str]:
    """The addresses under merged cells within what is read."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for line in range(top, min(bottom, MOST_ROWS) + 1):
            for place in range(left, min(right, MOST_COLUMNS) + 1):
                yield address(line + 1, place + 1)


def _unseen(data: bytes) -> Marks:
    """Sheet name → formula cells and error cells of an .xlsx, of which the reader shows a value or nothing.

    Of .xls, .et and .ods a formula's value is read, as the program that saved it has kept it.
    """
    if not data.startswith(b"PK"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if "xl/workbook.xml" not in package.namelist():
                return {}
            parts = _parts(package)
            return {name: _special(_unpacked(package, part)) for name, part in parts.items()}
    except BAD_PACKAGE as fault:
        raise RuleBroken("workbook_unreadable", UNREADABLE) from fault


def _special(xml: bytes) -> tuple[frozenset[str], frozenset[str]]:
    formulas, faults = (frozenset(a.decode() for a in rule.findall(xml)) for rule in (FORMULA, FAULT))
    return formulas, faults


def _unpacked(package: zipfile.ZipFile, part: str) -> bytes:
    """A part's bytes; never more than the package declared, whatever it holds."""
    with package.open(part) as stream:
        return stream.read(min(package.getinfo(part).file_size, MOST_UNPACKED))


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part in the package."""
    relations = {}
    for tag in re.findall(
        rb"<(?:\w+:)?Relationship\b[^>]*>", _unpacked(package, "xl/_rels/workbook.xml.rels")
    ):
        found = dict(re.findall(rb'\b(Id|Target)="([^"]*)"', tag))
        relations[found.get(b"Id", b"")] = found.get(b"Target", b"").decode()
    parts = {}
    for tag in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", _unpacked(package, "xl/workbook.xml")):
        name = re.search(rb'\bname="([^"]*)"', tag)
        target = relations.get((re.search(rb'\b\w+:id="([^"]*)"', tag) or [b"", b""])[1], "")
        if name and target:
            parts[name[1].decode()] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts
