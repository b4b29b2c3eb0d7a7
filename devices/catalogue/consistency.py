"""What the fields of one form must not contradict: groups, conditions, ranges."""

from __future__ import annotations

from devices.catalogue.entries import Entry, unique
from devices.catalogue.schema import Choice, Condition, Field


def check_fields(
    owner: Entry, fields: tuple[Field, ...], groups: set[str], sub_types: tuple[Choice, ...] = ()
) -> None:
    """Raise CatalogueError where one of these fields contradicts itself or refers to what is not there."""
    codes = [field.code for field in fields]
    unique(owner.name, "填写项", codes)
    offered = {field.code: field.choices for field in fields} | {"sub_type": sub_types}
    for field in fields:
        if field.group not in groups:
            raise owner.fault(f"{field.code}：没有分组 {field.group}")
        if field.when and field.when.on not in (*codes, "sub_type"):
            raise owner.fault(f"{field.code}：填写条件用到的 {field.when.on} 不存在或已停用")
        if field.required == "conditional" and field.when is None:
            raise owner.fault(f"{field.code}：视情必填的须有填写条件")
        if field.when and (choices := offered[field.when.on]):
            _check_condition(owner, field, field.when, {choice.code for choice in choices})
        _check_ranges(owner, field)


def _check_condition(owner: Entry, field: Field, when: Condition, offered: set[str]) -> None:
    if missing := sorted({*when.one_of} - offered):
        raise owner.fault(f"{field.code}：填写条件用到的选项 {missing[0]} 不存在")


def _check_ranges(owner: Entry, field: Field) -> None:
    if field.warn and field.error and not (field.warn.low in field.error and field.warn.high in field.error):
        raise owner.fault(f"{field.code}：提醒范围须在拦截范围以内")
    if field.kind in ("decimal", "integer") and not field.digits:
        raise owner.fault(f"{field.code}：数字须写明位数")
    if field.places and field.places >= field.digits:
        raise owner.fault(f"{field.code}：小数位数须小于总位数")
