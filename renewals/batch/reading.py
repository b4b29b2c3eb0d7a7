"""Reading a workbook that people have had in their hands: cells as text, by address, and nothing executed."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, load_workbook

from ground.errors import RuleBroken

Marks = dict[str, tuple[frozenset[str], frozenset[str]]]
BAD_PACKAGE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, LookupError, RuntimeError, EOFError)
MOST_ROWS, MOST_COLUMNS = 6000, 400
MOST_UNPACKED = 150 * 1024 * 1024
FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f\b')
FAULT = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"')
UNREADABLE = (
    "这个文件打不开，可能已损坏或不是表格。请用 WPS 或 Excel 打开本批下载的表格，另存为 .xlsx 后再上传。"
)
LOCKED = "这个文件设有打开密码。请取消密码，另存为 .xlsx 后再上传。"
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
    _refuse_bomb(data)
    marks = _unseen(data)
    try:
        with load_workbook(io.BytesIO(data)) as book:
            return [_sheet(book, meta.name, marks) for meta in book.sheets_metadata if _has_cells(meta)]
    except PasswordError as fault:
        raise RuleBroken("workbook_locked", LOCKED) from fault
    except (CalamineError, OSError, ValueError) as fault:
        raise RuleBroken("workbook_unreadable", UNREADABLE) from fault
    except BaseException as fault:  # the reader's own panics are no Exception
        if type(fault).__name__ != "PanicException":
            raise
        raise RuleBroken("workbook_unreadable", UNREADABLE) from fault


def text_of(value: Any) -> str:
    """A cell as a person would write it: no idle .0, dates as 2026-06-02, 是 and 否."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        whole_day = value.time() == dt.time.min
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "" if value is None else str(value).strip()


def address(line: int, place: int) -> str:
    """H14 of line 14, column 8."""
    return f"{get_column_letter(place)}{line}"


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


def _refuse_bomb(data: bytes) -> None:
    """RuleBroken where the package unpacks to more than any workbook of ours, or not to what it declares."""
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
                raise RuleBroken("workbook_large", TOO_LARGE)
            damaged = package.testzip()  # a size that lies shows here, before anything is built of it
    except BAD_PACKAGE as fault:
        raise RuleBroken("workbook_unreadable", UNREADABLE) from fault
    if damaged:
        raise RuleBroken("workbook_unreadable", UNREADABLE)


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
