"""填表说明: the first sheet of the workbook, to be read before filling in."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from devices.catalogue import Catalogue, Field
from devices.values import number_text
from ground.workbooks import write_text
from renewals.batch import looks
from renewals.batch.columns import Column, columns_of
from renewals.batch.validations import prompt_of
from renewals.models import Batch

Columns = Callable[[Catalogue, str], tuple[Column, ...]]
TITLE = "填表说明"
STEPS = (
    "1. 每台设备一行，每个设备类别一张工作表。灰色列为系统内容，请勿修改；白色列已按原资料填好，请核对；蓝色列为换证新增，请按铭牌或使用说明书填写。",
    "2. “原值”列是旧证上的数值和单位；右侧一列是换算后的数值，请按列名中的单位核对，不要再换算。",
    "3. 有下拉列表的单元格请从列表中选择；日期写成 2026-06-02；数字只填数字，不带单位；不要填写公式，不要合并单元格。",
    "4. 请不要增加或删除行、列和工作表。暂不办理的设备，整行保持原样即可，系统不会处理。",
    "5. 填好后保存为 .xlsx，回到“批量换证”上传。校验后可下载标注好问题的表格，改正后再次上传，次数不限。",
    "6. 列名后带 * 的为必填。规格型号、出厂编号确需更正的，请在该设备的“证件换发申请表”中单独修改。",
)
SUGGESTED = "7. 绿色单元格是系统从铭牌、旧备案证、合格证图片识别的建议，原来没有填写。请逐项对照核对，不对的请改正或清空。"
HEADINGS = ("设备类别", "栏目", "是否必填", "可填范围", "说明")


def write(
    book: Workbook,
    batch: Batch,
    catalogue: Catalogue,
    categories: list[str],
    *,
    steps: tuple[str, ...] = STEPS,
    columns: Columns = columns_of,
) -> None:
    """Add the sheet as the first; `columns` are those of one category's sheet."""
    sheet = book.create_sheet(TITLE, 0)
    for letter, width in zip("ABCDE", (16, 34, 14, 26, 80), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"] = f"{batch.purpose_word}表格(第 {batch.number} 批)"
    sheet["A1"].font = Font(bold=True, size=16)
    write_text(sheet["A2"], f"{batch.enterprise.name}　生成时间 {timezone.localtime():%Y-%m-%d %H:%M}")
    for line, step in enumerate(steps, start=4):
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=5)
        sheet.cell(line, 1, step).alignment = looks.WRAPPED
        sheet.row_dimensions[line].height = 34
    _fields(sheet, catalogue, categories, columns, first=len(steps) + 5)
    sheet.protection.sheet = True


def _fields(
    sheet: Worksheet, catalogue: Catalogue, categories: list[str], columns: Columns, *, first: int
) -> None:
    for place, heading in enumerate(HEADINGS, start=1):
        sheet.cell(first, place, heading).style = looks.LABEL
    line = first
    for category in categories:
        label = catalogue.category(category).label
        for column in columns(catalogue, category):
            if not (column.is_input and column.field):
                continue
            line += 1
            said = (
                label,
                column.label,
                _required(column.field),
                _range(column.field),
                prompt_of(column.field),
            )
            for place, text in enumerate(said, start=1):
                cell = sheet.cell(line, place)
                write_text(cell, text)  # the city words it
                cell.alignment = looks.WRAPPED


def _required(field: Field) -> str:
    return {"required": "必填", "conditional": "符合条件时必填"}.get(field.required, "选填")


def _range(field: Field) -> str:
    if field.error:
        return f"{number_text(field.error.low)}–{number_text(field.error.high)} {field.unit}".strip()
    if field.kind == "choice":
        return "、".join(choice.label for choice in field.choices[:6]) + (
            "等" if len(field.choices) > 6 else ""
        )
    return "是、否" if field.kind == "boolean" else ""
