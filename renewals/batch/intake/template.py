"""下载空白表格: a sheet per category, nothing in it but headings, drop-downs and ranges."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from devices.catalogue import Catalogue
from devices.models import CatalogueVersion
from renewals.batch import instructions, looks, validations
from renewals.batch.choosing import MOST
from renewals.batch.columns import Column
from renewals.batch.intake.columns import intake_columns
from renewals.batch.marks import FORM, SheetMark, sheet_mark
from renewals.batch.writing import FIRST_ROW, LABELS, headings
from renewals.models import Batch

FROZEN = 3  # the hidden column, the name and the sub type stay in sight
STEPS = (
    "1. 每台设备一行，从第 4 行填起，每个设备类别一张工作表；没有设备的类别留空即可。",
    "2. 按旧证(产权备案证)填写，单位与旧证一致，不要换算；换证时由系统换算为新单位。",
    "3. 有下拉列表的单元格请从列表中选择；日期写成 2018-06-02；数字只填数字，不带单位；不要填写公式，不要合并单元格。",
    f"4. 每个表格最多 {MOST} 台。请不要改动前三行和隐藏的 A 列；需要更多行的，直接往下填写。",
    "5. “设备名称”“存放镇街”“联系人”“联系电话”留空的，分别按设备类别和企业资料填入。",
    "6. 填好后保存为 .xlsx，回到“批量入库”上传。校验后可下载标注好问题的表格，改正后再次上传，次数不限。",
    "7. 列名后带 * 的为必填。旧证、铭牌照片等附件在保存设备后用 ZIP 一次添加。",
)


def empty_workbook(batch: Batch) -> bytes:
    """The batch's empty workbook with all categories that can be taken in."""
    book = Workbook()
    looks.register(book)
    book.remove(book.active)
    catalogue = CatalogueVersion.objects.in_force().catalogue
    choices = validations.ChoiceSheet()
    categories = [category.code for category in catalogue.enabled_categories()]
    instructions.write(book, batch, catalogue, categories, steps=STEPS, columns=intake_columns)
    for category in categories:
        _sheet(book, batch, catalogue, category, choices)
    choices.write(book)
    book.active = 1
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _sheet(
    book: Workbook, batch: Batch, catalogue: Catalogue, category: str, choices: validations.ChoiceSheet
) -> None:
    sheet = book.create_sheet(catalogue.category(category).label[:31])
    columns = intake_columns(catalogue, category)
    headings(sheet, columns, sheet_mark(SheetMark(FORM, batch.pk, category, catalogue.version)))
    for place, column in enumerate(columns, start=1):
        _column(sheet, get_column_letter(place), column, choices)
    sheet.row_dimensions[1].hidden = True
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[LABELS].height = 42
    sheet.freeze_panes = f"{get_column_letter(FROZEN + 1)}{FIRST_ROW}"


def _column(sheet: Worksheet, letter: str, column: Column, choices: validations.ChoiceSheet) -> None:
    if column.field is None:
        return
    # The format stands on the column: a thousand empty cells need none of their own.
    sheet.column_dimensions[letter].number_format = looks.KINDS.get(column.field.kind, "@")
    validations.add(sheet, column.field, f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + MOST - 1}", choices)
