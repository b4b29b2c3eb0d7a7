"""The sections of the 证件换发申请表: parameters with old and converted value, then the common fields."""

from __future__ import annotations

from dataclasses import dataclass

from django.forms import BoundField

from devices import values
from devices.catalogue import Parameter
from devices.forms import RecordForm
from ground.glossary import Provenance
from renewals.field_hints import FieldHints
from renewals.models import RenewalApplication


@dataclass(frozen=True)
class ParameterRow:
    """One parameter of the form."""

    parameter: Parameter
    field: BoundField
    old_value: str
    converted: str
    provenance: str
    hints: FieldHints


@dataclass(frozen=True)
class ParameterSection:
    """A section of the table; `anchor` is its place on the page."""

    anchor: str
    label: str
    rows: list[ParameterRow]


@dataclass(frozen=True)
class CommonSection:
    """A section of fields that every machine has."""

    anchor: str
    label: str
    fields: list[BoundField]


def parameter_sections(
    renewal: RenewalApplication, form: RecordForm, hints: dict[str, FieldHints]
) -> list[ParameterSection]:
    """The rows of the form in the catalogue's sections."""
    category = renewal.category_data
    sections = []
    for group in renewal.catalogue.groups:
        rows = [_row(renewal, p, form, hints[p.path]) for p in category.in_group(group.code)]
        if rows:
            sections.append(ParameterSection(f"s-parameters-{group.code}", group.label, rows))
    return sections


def common_sections(form: RecordForm, hints: dict[str, FieldHints]) -> list[CommonSection]:
    """The bound common fields in their sections, each carrying its hints to `forms/field.html`."""
    by_group: dict[str, list[BoundField]] = {}
    for entry in form.common_entries():
        form.fields[entry.path].hints = hints[entry.path]  # type: ignore[attr-defined]
        by_group.setdefault(entry.group, []).append(form[entry.path])
    groups = form.catalogue.common_groups
    return [CommonSection(f"s-{g.code}", g.label, by_group[g.code]) for g in groups if g.code in by_group]


def _row(
    renewal: RenewalApplication, parameter: Parameter, form: RecordForm, hints: FieldHints
) -> ParameterRow:
    entry = renewal.parameters.get(parameter.code, {})
    source = entry.get("provenance", "")
    form.fields[parameter.path].widget.attrs["aria-describedby"] = f"h-{parameter.path}"
    return ParameterRow(
        parameter=parameter,
        field=form[parameter.path],
        old_value=values.display(parameter, entry.get("raw", "")),
        converted=values.display(parameter, entry.get("converted", "")),
        provenance=Provenance(source).label if source else "",
        hints=hints,
    )
