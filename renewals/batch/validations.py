"""Drop-downs, ranges and hints of the cells, from the catalogue's entries."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from devices.catalogue import Field
from devices.values import number_text

TITLE = "选项"
YES_NO = ("是", "否")


class ChoiceSheet:
    """The hidden sheet that the drop-downs draw from: a formula of their own holds 255 characters only."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, ...], int] = {}

    def formula(self, labels: tuple[str, ...]) -> str:
        """The range of these labels; the same list stands there once."""
        place = self._lists.setdefault(labels, len(self._lists) + 1)
        letter = get_column_letter(place)
        return f"'{TITLE}'!${letter}$1:${letter}${len(labels)}"

    def write(self, book: Workbook) -> None:
        """Add the sheet, hidden."""
        sheet = book.create_sheet(TITLE)
        sheet.sheet_state = "hidden"
        for labels, place in self._lists.items():
            for line, label in enumerate(labels, start=1):
                sheet.cell(line, place, label)


def add(sheet: Worksheet, field: Field, cells: str, choices: ChoiceSheet) -> None:
    """Tie the rules of `field` to a range of cells; what is only unusual is left to the check."""
    rule = _rule(field, choices)
    rule.allow_blank = True
    rule.errorTitle, rule.promptTitle = "填写有误", field.label[:32]
    rule.prompt = prompt_of(field)[:255]
    rule.showInputMessage = bool(rule.prompt)
    sheet.add_data_validation(rule)
    rule.add(cells)


def prompt_of(field: Field) -> str:
    """What to know before typing: hint, unit, range."""
    parts = [field.hint]
    if field.unit:
        parts.append(f"单位：{field.unit}。")
    if field.warn:
        parts.append(f"常见范围：{number_text(field.warn.low)}–{number_text(field.warn.high)}。")
    if field.kind == "multi_choice":
        parts.append("可填多项，用顿号隔开：" + "、".join(choice.label for choice in field.choices) + "。")
    if field.kind == "boolean_text":
        parts.append("没有的填“无”，有的填“有：型号”。")
    if field.kind == "dimensions":
        parts.append("填三个数，例如 800×800×1508。")
    if field.kind == "date":
        parts.append("例如 2026-06-02。")
    return "".join(parts)


def _rule(field: Field, choices: ChoiceSheet) -> DataValidation:
    if field.kind in ("choice", "boolean"):
        labels = YES_NO if field.kind == "boolean" else tuple(choice.label for choice in field.choices)
        rule = DataValidation(type="list", formula1=choices.formula(labels))
        rule.error = "请从下拉列表中选择。"
    elif field.kind in ("decimal", "integer") and field.error:
        low, high = number_text(field.error.low), number_text(field.error.high)
        kind = "whole" if field.kind == "integer" else "decimal"
        rule = DataValidation(type=kind, operator="between", formula1=low, formula2=high)
        rule.error = f"应填写 {low} 到 {high} 之间的数{f'，单位 {field.unit}' if field.unit else ''}。"
    else:
        rule = DataValidation()
        rule.showErrorMessage = False
        return rule
    rule.showErrorMessage = True
    return rule
