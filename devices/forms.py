"""The form of a machine's record, built from the catalogue: 添加设备 and 证件换发申请表 alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from devices import values
from devices.catalogue import Catalogue, CommonField, Field, Parameter, Phase
from devices.models import MachineRecord
from devices.recording import RecordInput
from devices.units import in_old_unit
from devices.widgets import widget_for
from ground.errors import RuleBroken


def asked_common(catalogue: Catalogue, phase: Phase) -> Iterator[CommonField]:
    """The common fields that a clerk fills in during a phase."""
    for entry in catalogue.common_fields:
        fixed = entry.code == "category" or (phase == "renewal" and entry.fixed_in_renewal)
        asked = phase == "renewal" or not entry.added
        if entry.source == "clerk" and asked and not fixed:
            yield entry


def asked_parameters(catalogue: Catalogue, category: str, phase: Phase) -> Iterator[Parameter]:
    """The parameters that a phase asks of a category, in the units of that phase."""
    for parameter in catalogue.asked(category, phase):
        yield in_old_unit(parameter) if phase == "intake" else parameter


class CatalogueField(forms.CharField):
    """A form field that reads what people type by the catalogue's own parser."""

    def __init__(self, entry: Field, *, sub_type_label: str = "") -> None:
        self.entry = entry
        self.path = entry.path
        self.unit = entry.unit
        self.wide = entry.kind in {"multi_choice", "text"} and (entry.multiline or entry.max_length > 60)
        super().__init__(
            required=False,
            label=sub_type_label or entry.label,
            help_text="" if sub_type_label else entry.hint,
            widget=widget_for(entry),
            strip=False,
        )
        self.marked_required = entry.required == "required"

    def clean(self, value: Any) -> str:
        """The stored scalar; what cannot be read is a ValidationError with the rule's own sentence."""
        typed = ",".join(value) if isinstance(value, list) else value or ""
        try:
            return values.parse(self.entry, typed)
        except RuleBroken as refusal:
            sentence = refusal.message.removeprefix(f"{self.entry.label}：")
            raise ValidationError(sentence, code=refusal.code) from refusal


class RecordForm(forms.Form):
    """All fields of one category in one phase, named by their paths (`parameters.total_power`).

    A draft may be incomplete, so nothing is required here: what is missing or implausible is said by the
    pre-check, and kept from submission there. Only what cannot be read at all keeps a form from saving.
    """

    def __init__(
        self, data: Any = None, *, catalogue: Catalogue, phase: Phase, record: MachineRecord, **kwargs: Any
    ) -> None:
        self.catalogue, self.phase, self.record = catalogue, phase, record
        self.category = catalogue.category(record.category)
        super().__init__(data, initial=self._initial(), **kwargs)
        for entry in self.common_entries():
            label = self.category.sub_type_label if entry.code == "sub_type" else ""
            self.fields[entry.path] = CatalogueField(self._with_choices(entry), sub_type_label=label)
        for parameter in self.asked_parameters():
            self.fields[parameter.path] = CatalogueField(parameter)

    def common_entries(self) -> Iterator[CommonField]:
        """The common fields of this phase."""
        return asked_common(self.catalogue, self.phase)

    def asked_parameters(self) -> Iterator[Parameter]:
        """The parameters of this phase, in the units of this phase."""
        return asked_parameters(self.catalogue, self.category.code, self.phase)

    def common_groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The bound common fields by section, sections without a field left out."""
        return self._grouped(self.catalogue.common_groups, self.common_entries())

    def parameter_groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The bound parameters by section."""
        return self._grouped(self.catalogue.groups, self.asked_parameters())

    def record_input(self, **files: Any) -> RecordInput:
        """What a valid form says, as stored scalars by code."""
        split: dict[str, dict[str, str]] = {"device": {}, "parameters": {}}
        for path, value in self.cleaned_data.items():
            namespace, code = path.split(".", 1)
            split[namespace][code] = value
        if "device.manufacture_date" in self.data:
            typed = self.data["device.manufacture_date"]
            split["device"]["manufacture_date_precision"] = values.date_precision(typed) if typed else ""
        return RecordInput(common=split["device"], parameters=split["parameters"], **files)

    def _initial(self) -> dict[str, Any]:
        common = {f"device.{code}": value for code, value in self.record.common_values().items()}
        filled = {f"parameters.{c}": value for c, value in self.record.parameter_values().items()}
        return {**common, **filled}

    def _with_choices(self, entry: CommonField) -> CommonField:
        if entry.code != "sub_type":
            return entry
        return replace(entry, choices=self.category.sub_types)

    def _grouped(self, groups: Any, entries: Any) -> list[tuple[str, list[forms.BoundField]]]:
        by_group: dict[str, list[forms.BoundField]] = {}
        for entry in entries:
            by_group.setdefault(entry.group, []).append(self[entry.path])
        return [(group.label, by_group[group.code]) for group in groups if group.code in by_group]
