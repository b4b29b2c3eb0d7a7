"""From the sheets of an intake workbook to rows: every line with something in it is a machine. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from devices.catalogue import Catalogue
from renewals.batch.choosing import MOST
from renewals.batch.columns import TOKEN
from renewals.batch.intake.columns import intake_columns
from renewals.batch.marks import RowMark
from renewals.batch.reading import SheetRead
from renewals.batch.understanding import (
    CUT,
    OURS,
    STRANGE,
    RowRead,
    find_mark,
    places_of,
    read_row,
    refusal_of,
    text_at,
)

WRONG_FILE = "没有找到批量入库的内容。请在“批量入库”中下载本批的空白表格，在其中填写后上传。"
NOTHING_FILLED = "表格中还没有填写设备。请从各工作表的第 4 行填起，每台设备一行。"
TOO_MANY = f"表格中的设备超过 {MOST} 台，超出的没有读取。请把其余的填到另一批的表格中。"


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One machine of the workbook."""

    category: str
    read: RowRead


def read_records(
    sheets: list[SheetRead], *, batch_id: int, number: int, catalogue: Catalogue
) -> tuple[list[RecordRow], list[str]]:
    """The machines in their order, and notes about whole sheets."""
    rows: list[RecordRow] = []
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
        rows += _rows(sheet, start, mark.category, batch_id, catalogue, notes)
    if not ours:
        return [], [WRONG_FILE]
    if not rows and not notes:
        notes.append(NOTHING_FILLED)
    if len(rows) > MOST:
        notes.append(TOO_MANY)
    return rows[:MOST], notes


def _rows(
    sheet: SheetRead, start: int, category: str, batch_id: int, catalogue: Catalogue, notes: list[str]
) -> list[RecordRow]:
    columns = intake_columns(catalogue, category)
    places = places_of(sheet, start, columns, notes)
    if sheet.cut:
        notes.append(CUT.format(name=sheet.name))
    inputs = [places[column.key] for column in columns if column.is_input and column.key in places]
    mark = RowMark(batch_id, 0, 0, 0)
    rows = []
    for index, row in enumerate(sheet.rows[start + 3 :], start=start + 3):  # below the two lines of headings
        if any(text_at(row, place) for place in inputs):
            read = read_row(sheet, index + 1, row, mark, places, columns, {TOKEN: ""})
            rows.append(RecordRow(category, read))
    return rows
