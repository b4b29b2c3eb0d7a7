"""From the sheets of a workbook to one row per machine, with a reason for everything that is not understood.

Pure: sheets and what the batch expects in, rows and notes out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from devices import values
from devices.catalogue import Catalogue
from devices.typed_text import half_width, squeeze
from ground.errors import RuleBroken
from ground.spreadsheets import address
from renewals.batch.columns import IDENTITY, OLD, TOKEN, Column, columns_of
from renewals.batch.marks import FORM, RowMark, SheetMark, read_row_mark, read_sheet_mark
from renewals.batch.reading import SheetRead

KEYS_WITHIN = 5  # the hidden line of keys is among the first ones, even where lines were put above it
OURS = ("填表说明", "选项", "问题清单")
WRONG_FILE = "没有找到批量换证的内容。请在“批量换证”中下载本批的表格，在其中填写后上传。"
OTHER_BATCH = "工作表“{name}”不是第 {number} 批的表格，可能属于其他批次或其他企业。请下载本批的表格填写。"
OLD_FORM = "工作表“{name}”是旧版表格，栏目已有更新。请重新下载本批的表格，把内容复制进去后再上传。"
STRANGE = "工作表“{name}”不是系统下载的内容，没有读取。需要的内容请填到对应设备类别的工作表中。"
LACKING = "工作表“{name}”缺少“{label}”一列，这一项按原有内容处理。"
FOREIGN = "工作表“{name}”的 {letter} 列不是系统的栏目，没有读取。"
CUT = "工作表“{name}”超过 6000 行，后面的行没有读取。每批最多 1000 台，请删除多余的行。"
NO_MARK = (
    "工作表“{name}”第 {line} 行没有设备标识，没有读取。请不要自行添加行或改动隐藏的 A 列，可重新下载表格。"
)
TWICE = "同一台设备在表中出现了两次(另见{where})，请删除多余的一行。"
FORMULA = "这里是公式，不能读取。请复制后用“选择性粘贴 › 数值”粘贴回来。"
MERGED = "这里是合并单元格，无法分清各台设备的内容。请取消合并，逐格填写。"
CHANGED = "“{label}”不能在表格中修改，原为“{old}”。请改回；确需更正的，请在该设备的“证件换发申请表”中修改。"
IDENTITY_PATHS = tuple(f"device.{code}" for code in IDENTITY)
CELL_FAULTS = {"#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}
FAULT = "这里是出错的公式结果，不能读取。请改填实际内容。"


@dataclass(slots=True)
class CellProblem:
    """One problem: `cell` is its address, empty where it concerns the whole row."""

    sheet: str
    cell: str
    label: str
    typed: str
    severity: str
    sentence: str


@dataclass(slots=True)
class RowRead:
    """One machine's row: stored scalars by path, what was typed, where, and what could not be read."""

    mark: RowMark
    sheet: str
    line: int
    given: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)

    def problem(self, key: str, severity: str, sentence: str) -> None:
        """Note a problem at a column, or at the row where the sheet has no such column."""
        label = self.labels.get(key, "")
        sentence = sentence.removeprefix(f"{label.split('(')[0]}：") if label else sentence
        typed = self.typed.get(key, "")[:100]
        cell = self.cells.get(key, "")
        self.problems.append(CellProblem(self.sheet, cell, label, typed, severity, sentence))


@dataclass(frozen=True, slots=True)
class Understood:
    """Rows by machine id of the register, and notes about whole sheets or lines."""

    rows: dict[int, RowRead]
    notes: list[str]


def understand(
    sheets: list[SheetRead],
    *,
    batch_id: int,
    number: int,
    catalogue: Catalogue,
    identities: dict[int, dict[str, str]],
) -> Understood:
    """Read every sheet of ours. `identities` maps each machine of the batch to its locked texts by path."""
    rows: dict[int, RowRead] = {}
    notes: list[str] = []
    ours = 0
    for sheet in sheets:
        found = find_mark(sheet)
        if found is None:
            if sheet.name not in OURS and any(any(row) for row in sheet.rows):
                notes.append(STRANGE.format(name=sheet.name))
            continue
        start, mark = found
        ours += 1
        if refusal := refusal_of(mark, sheet.name, batch_id, number, catalogue):
            notes.append(refusal)
            continue
        _read_sheet(sheet, start, columns_of(catalogue, mark.category), batch_id, identities, rows, notes)
    return Understood(rows, notes if ours else [WRONG_FILE])


def find_mark(sheet: SheetRead) -> tuple[int, SheetMark] | None:
    """The index of the line of keys with what it says, None where the sheet is none of ours."""
    for line, row in enumerate(sheet.rows[:KEYS_WITHIN]):
        for text in row[:KEYS_WITHIN]:
            if mark := read_sheet_mark(text):
                return line, mark
    return None


def refusal_of(mark: SheetMark, name: str, batch_id: int, number: int, catalogue: Catalogue) -> str:
    """Why a sheet of ours is not read, empty where it is."""
    if mark.batch != batch_id:
        return OTHER_BATCH.format(name=name, number=number)
    if mark.form != FORM or mark.catalogue != catalogue.version or not catalogue.has_category(mark.category):
        return OLD_FORM.format(name=name)
    return ""


def _read_sheet(
    sheet: SheetRead,
    start: int,
    columns: tuple[Column, ...],
    batch_id: int,
    identities: dict[int, dict[str, str]],
    rows: dict[int, RowRead],
    notes: list[str],
) -> None:
    places = places_of(sheet, start, columns, notes)
    if sheet.cut:
        notes.append(CUT.format(name=sheet.name))
    for index, row in enumerate(sheet.rows[start + 1 :], start=start + 1):
        mark = read_row_mark(text_at(row, places[TOKEN]))
        if mark is None or mark.batch != batch_id or mark.device not in identities:
            if index >= start + 3 and any(row):  # below the two lines of headings
                notes.append(NO_MARK.format(name=sheet.name, line=index + 1))
            continue
        if mark.device in rows:
            first = rows[mark.device]
            first.problem("", "error", TWICE.format(where=f"“{sheet.name}”第 {index + 1} 行"))
            continue
        rows[mark.device] = read_row(sheet, index + 1, row, mark, places, columns, identities[mark.device])


def places_of(sheet: SheetRead, start: int, columns: tuple[Column, ...], notes: list[str]) -> dict[str, int]:
    """Column key → its index in this sheet, wherever it was moved to."""
    keys = {column.key for column in columns}
    places: dict[str, int] = {}
    for index, text in enumerate(sheet.rows[start]):
        key = TOKEN if read_sheet_mark(text) else text
        if key in keys:
            places.setdefault(key, index)
        elif any(text_at(row, index) for row in sheet.rows[start + 1 :]):
            notes.append(FOREIGN.format(name=sheet.name, letter=address(1, index + 1)[:-1]))
    for column in columns:
        if column.is_input and column.key not in places:
            notes.append(LACKING.format(name=sheet.name, label=column.label))
    return places


def read_row(
    sheet: SheetRead,
    line: int,
    row: list[str],
    mark: RowMark,
    places: dict[str, int],
    columns: tuple[Column, ...],
    identity: dict[str, str],
) -> RowRead:
    """One line: what each cell says, or why it cannot be taken."""
    read = RowRead(mark, sheet.name, line)
    for column in columns:
        if column.key not in places or column.key == TOKEN or column.key.startswith(OLD):
            continue
        index = places[column.key]
        read.typed[column.key] = text_at(row, index)
        read.cells[column.key] = address(line, index + 1)
        read.labels[column.key] = column.label
        for sentence in _read_cell(sheet, read, column, identity):
            read.problem(column.key, "error", sentence)
    return read


def _read_cell(sheet: SheetRead, read: RowRead, column: Column, identity: dict[str, str]) -> Iterator[str]:
    """Take over the cell, or say why not."""
    typed, cell = read.typed[column.key], read.cells[column.key]
    if column.locked:
        if not _same(typed, identity.get(column.key, "")):
            yield CHANGED.format(label=column.label, old=identity.get(column.key, ""))
    elif cell in sheet.formulas:
        yield FORMULA
    elif cell in sheet.merged:
        yield MERGED
    elif cell in sheet.faults or typed in CELL_FAULTS:
        yield FAULT
    elif column.field:
        try:
            read.given[column.key] = values.parse(column.field, typed)
        except RuleBroken as refusal:
            yield refusal.message


def _same(typed: str, wanted: str) -> bool:
    return squeeze(half_width(typed)).upper() == squeeze(half_width(wanted)).upper()


def text_at(row: list[str], index: int) -> str:
    """The text of a place, empty beyond the end of the line."""
    return row[index] if index < len(row) else ""
