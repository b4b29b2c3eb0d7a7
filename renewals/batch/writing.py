"""下载表格: one workbook, an instruction sheet first, one sheet per category, one row per machine."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from devices import values
from devices.catalogue import Catalogue, Field
from devices.models import CatalogueVersion
from ground.workbooks import write_text
from renewals.batch import instructions, looks, validations
from renewals.batch.columns import OLD, TOKEN, Column, columns_of
from renewals.batch.marks import FORM, SheetMark, row_mark, sheet_mark
from renewals.batch.subjects import Subject
from renewals.models import Batch, RenewalApplication

Suggested = Mapping[int, Mapping[str, str]]
GROUPS, LABELS, FIRST_ROW = 2, 3, 4  # rows of the sheet; the first holds the keys and is hidden


def workbook_of(batch: Batch, subjects: Iterable[Subject], suggested: Suggested | None = None) -> bytes:
    """The batch's workbook with the records as they stand; machines that cannot be filled in are left out.

    `suggested` maps a machine's id and a path to what was read from its pictures: it stands in blank cells, in a
    colour of its own.
    """
    book = Workbook()
    looks.register(book)
    book.remove(book.active)
    open_ones = [subject for subject in subjects if not subject.why_not]
    catalogue = CatalogueVersion.objects.in_force().catalogue
    choices = validations.ChoiceSheet()
    by_category: dict[str, list[Subject]] = {}
    for subject in open_ones:
        by_category.setdefault(subject.record.category, []).append(subject)
    steps = (*instructions.STEPS, instructions.SUGGESTED) if suggested else instructions.STEPS
    instructions.write(book, batch, catalogue, list(by_category), steps=steps)
    for category, listed in by_category.items():
        _sheet(book, batch, catalogue, category, listed, choices, suggested or {})
    choices.write(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def stored_values(record: RenewalApplication) -> dict[str, str]:
    """What the record holds, by the keys of the columns: common fields, values, old values."""
    common = {f"device.{code}": value for code, value in record.common_values().items()}
    for code, entry in record.parameters.items():
        common[f"parameters.{code}"] = str(entry.get("value") or "")
        common[f"{OLD}parameters.{code}"] = str(entry.get("raw") or "")
    if record.details.get("manufacture_date_precision") == "month":  # written so, it stays so
        common["device.manufacture_date"] = common.get("device.manufacture_date", "")[:7]
    return common


def _sheet(
    book: Workbook,
    batch: Batch,
    catalogue: Catalogue,
    category: str,
    subjects: list[Subject],
    choices: validations.ChoiceSheet,
    suggested: Suggested,
) -> None:
    sheet = book.create_sheet(catalogue.category(category).label[:31])
    columns = columns_of(catalogue, category)
    mark = SheetMark(FORM, batch.pk, category, catalogue.version)
    headings(sheet, columns, sheet_mark(mark))
    for line, subject in enumerate(subjects, start=FIRST_ROW):
        _row(sheet, line, columns, subject, suggested.get(subject.machine.device_id, {}))
    last = FIRST_ROW + len(subjects) - 1
    for place, column in enumerate(columns, start=1):
        if column.is_input and column.field:
            letter = get_column_letter(place)
            validations.add(sheet, column.field, f"{letter}{FIRST_ROW}:{letter}{last}", choices)
    _protect(sheet, columns)


def headings(sheet: Worksheet, columns: tuple[Column, ...], mark: str) -> None:
    """The hidden line of keys, the groups, the labels, and the widths."""
    group = ""
    for place, column in enumerate(columns, start=1):
        sheet.cell(1, place, mark if column.key == TOKEN else column.key)
        heading = sheet.cell(GROUPS, place)
        write_text(heading, column.group if column.group != group else "")
        heading.style = looks.GROUP
        group = column.group
        label = sheet.cell(LABELS, place)
        write_text(label, column.label + _mark_of(column))
        label.style = looks.ADDED_LABEL if column.added else looks.LABEL
        sheet.column_dimensions[get_column_letter(place)].width = _width(column)


def _mark_of(column: Column) -> str:
    return " *" if column.is_input and column.field and column.field.required == "required" else ""


def _width(column: Column) -> float:
    if column.field and column.field.kind == "text" and column.field.max_length > 60:
        return 30
    return min(max(len(column.label) * 1.9 + 3, 12), 26)


def _row(
    sheet: Worksheet, line: int, columns: tuple[Column, ...], subject: Subject, suggested: Mapping[str, str]
) -> None:
    stored = stored_values(subject.record)
    for place, column in enumerate(columns, start=1):
        cell = sheet.cell(line, place)
        cell.style = _style(column)
        if column.field is None:
            cell.value = row_mark(subject.mark)
        elif column.locked:
            write_text(cell, shown(column.field, stored.get(column.key, "")))
        elif column.key in suggested and not stored.get(column.key):
            cell.style = looks.suggested_style(column.field.kind)
            _fill(cell, column.field, suggested[column.key])
        else:
            _fill(cell, column.field, stored.get(column.key, ""))


def _style(column: Column) -> str:
    if column.locked:
        return looks.LOCKED
    kind = column.field.kind if column.field else "text"
    return looks.input_style(kind, added=column.added)


def shown(field: Field, stored: str) -> str:
    """What a locked cell says."""
    return field.choice_label(stored) if field.code == "category" else values.display(field, stored)


def _fill(cell: Cell, field: Field, stored: str) -> None:
    if stored and field.kind in ("decimal", "integer"):
        cell.value = Decimal(stored)
    elif field.kind == "date" and len(stored) == 10:
        cell.value = date.fromisoformat(stored)
    else:
        write_text(cell, values.display(field, stored))


def _protect(sheet: Worksheet, columns: tuple[Column, ...]) -> None:
    sheet.row_dimensions[1].hidden = True
    sheet.column_dimensions["A"].hidden = True
    identity = sum(column.key == TOKEN or column.group == columns[1].group for column in columns)
    sheet.freeze_panes = f"{get_column_letter(identity + 1)}{FIRST_ROW}"
    sheet.row_dimensions[LABELS].height = 42
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.formatCells = False
    sheet.protection.autoFilter = sheet.protection.sort = False
