"""The columns of one category's sheet: what 添加设备 asks, in the units of the old certificate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from devices.catalogue import Catalogue, Category
from devices.units import in_old_unit
from renewals.batch.columns import TOKEN, Column, header

DEFAULTED = ("device_name", "storage_town", "contact_name", "contact_phone")  # blank: as on the form


def intake_columns(catalogue: Catalogue, category: str) -> tuple[Column, ...]:
    """The common fields in the form's order, then the parameters of the old certificate."""
    kind = catalogue.category(category)
    return (Column(TOKEN, "标识", "", locked=True), *_common(catalogue, kind), *_parameters(catalogue, kind))


def _common(catalogue: Catalogue, kind: Category) -> Iterator[Column]:
    for group in catalogue.common_groups:
        for field in catalogue.common_in_group(group.code):
            if field.source != "clerk" or field.added or field.code == "category":
                continue
            if field.code == "sub_type":
                field = replace(field, label=kind.sub_type_label, choices=kind.sub_types)
            if field.code in DEFAULTED:
                field = replace(field, required="optional")
            yield Column(field.path, header(field.label, field.unit), group.label, field)


def _parameters(catalogue: Catalogue, kind: Category) -> Iterator[Column]:
    asked = [in_old_unit(parameter) for parameter in catalogue.asked(kind.code, "intake")]
    for group in catalogue.groups:
        for parameter in asked:
            if parameter.group == group.code:
                label = header(parameter.label, parameter.unit)
                yield Column(parameter.path, label, group.label, parameter)
