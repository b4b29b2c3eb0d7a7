"""The columns of one category's sheet, derived from the catalogue alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from devices.catalogue import Catalogue, Category, Field, Parameter

TOKEN, OLD = "#token", "#old."
IDENTITY = ("old_registration_number", "category", "model", "factory_number")
IDENTITY_LABELS = {"old_registration_number": "备案号", "category": "设备类别"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` is its field's path, `#old.` + path for an old value, or `#token`.

    `group` is the heading above it, `label` the header with the unit, `field` what its cells are parsed by.
    """

    key: str
    label: str
    group: str
    field: Field | None = None
    locked: bool = False
    added: bool = False

    @property
    def is_input(self) -> bool:
        """Whether people fill it in."""
        return self.field is not None and not self.locked


def columns_of(catalogue: Catalogue, category: str) -> tuple[Column, ...]:
    """The columns in their order: identity, what is new, the parameters, the other common fields."""
    kind = catalogue.category(category)
    return (
        Column(TOKEN, "标识", "", locked=True),
        *(_identity(catalogue, code) for code in IDENTITY),
        *_common(catalogue, kind, added=True),
        *(column for group in catalogue.groups for column in _parameters(kind, group.code, group.label)),
        *_common(catalogue, kind, added=False),
    )


def header(label: str, unit: str) -> str:
    """The label with its unit: 最大起重量(kg)."""
    return f"{label}({unit})" if unit else label


def _identity(catalogue: Catalogue, code: str) -> Column:
    field = catalogue.common_field(code)
    return Column(field.path, IDENTITY_LABELS.get(code, field.label), "设备(不可修改)", field, locked=True)


def _common(catalogue: Catalogue, kind: Category, *, added: bool) -> Iterator[Column]:
    labels = {group.code: group.label for group in catalogue.common_groups}
    for field in catalogue.common_fields:
        if (
            field.source != "clerk"
            or field.fixed_in_renewal
            or field.code in IDENTITY
            or field.added != added
        ):
            continue
        if field.code == "sub_type":
            field = replace(field, label=kind.sub_type_label, choices=kind.sub_types)
        yield Column(field.path, header(field.label, field.unit), labels[field.group], field, added=added)


def _parameters(kind: Category, group: str, label: str) -> Iterator[Column]:
    for parameter in kind.in_group(group):
        if not parameter.added:
            yield _old(parameter, label)
        yield Column(
            parameter.path,
            header(parameter.label, parameter.unit),
            label,
            parameter,
            added=parameter.added,
        )


def _old(parameter: Parameter, group: str) -> Column:
    label = header(f"{parameter.label} 原值", parameter.old_unit)
    return Column(OLD + parameter.path, label, group, parameter, locked=True)
