"""Carrying a machine's record into a renewal: old values stay, converted ones stand beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devices import assumptions
from devices.catalogue import Category, Parameter
from devices.models import CatalogueVersion, Device
from devices.models.record import COLUMNS
from devices.units import Evidence, convert_old
from ground.glossary import Provenance
from renewals.models import RenewalApplication

Entries = dict[str, dict[str, Any]]


def carried_renewal(device: Device, version: CatalogueVersion) -> RenewalApplication:
    """An unsaved renewal of `device` with its data, old values converted where that is certain."""
    renewal = RenewalApplication(
        device=device,
        enterprise_id=device.enterprise_id,
        catalogue_version=version,
        details=dict(device.details),
        **{name: getattr(device, name) for name in COLUMNS},
    )
    raw = device.parameter_values()
    evidence = Evidence(category=device.category, model=device.model, raw=raw)
    category = version.catalogue.category(device.category)
    renewal.parameters = {
        parameter.code: _carried(parameter, raw[parameter.code], evidence, _unit_of(device, parameter.code))
        for parameter in category.parameters
        if parameter.code in raw
    }
    return renewal


def merged_parameters(
    entries: Entries,
    typed: dict[str, str],
    category: Category,
    *,
    offered: Mapping[str, str] | None = None,
    source: Provenance = Provenance.TYPED,
) -> Entries:
    """The parameters after a form: new values, each with where it came from; old values stay.

    `source` is where a value comes from that differs from the converted one. `offered` are the values
    that machines of the same model propose, by code: who enters just that value has it from there
    (同型号), which is told by comparing and never by what a page claims.
    """
    merged: Entries = {}
    for parameter in category.parameters:
        entry = dict(entries.get(parameter.code, {}))
        if parameter.code in typed:
            value = typed[parameter.code]
            if value != entry.get("value", ""):
                same_model = value == (offered or {}).get(parameter.code)
                origin = Provenance.SAME_MODEL if same_model else source
                entry["provenance"] = _provenance(value, entry, origin)
            entry["value"] = value
        if entry.get("value") or entry.get("raw"):
            merged[parameter.code] = {**entry, "unit": parameter.new_unit}
    return merged


def _unit_of(device: Device, code: str) -> str:
    return str(device.parameters[code].get("unit") or "")


def _carried(parameter: Parameter, raw: str, evidence: Evidence, raw_unit: str) -> dict[str, Any]:
    if raw_unit not in ("", parameter.old_unit):
        return _in_another_unit(parameter, raw, raw_unit)
    conversion = convert_old(parameter, raw, evidence=evidence, assumptions=assumptions.current())
    same = conversion.outcome in {"same_unit", "already_new"}
    value = conversion.value or ""
    return {
        "raw": raw,
        "raw_unit": parameter.old_unit,
        "converted": value,
        "value": value,
        "unit": parameter.new_unit,
        "provenance": (Provenance.ORIGINAL if same else Provenance.CONVERTED) if value else "",
        "outcome": conversion.outcome,
        "note": conversion.note,
    }


def _in_another_unit(parameter: Parameter, raw: str, raw_unit: str) -> dict[str, Any]:
    """A record whose version knew another old unit: taken over where it is the new unit, else left to the clerk."""
    value = raw if raw_unit == parameter.unit else ""
    return {
        "raw": raw,
        "raw_unit": raw_unit,
        "converted": value,
        "value": value,
        "unit": parameter.new_unit,
        "provenance": Provenance.ORIGINAL if value else "",
        "outcome": "same_unit" if value else "undecided",
        "note": "" if value else f"原值的单位是{raw_unit}，请按铭牌换算为{parameter.unit}后填写。",
    }


def _provenance(value: str, entry: dict[str, Any], source: Provenance) -> str:
    if value and value == entry.get("converted"):
        return Provenance.CONVERTED if entry.get("outcome") == "converted" else Provenance.ORIGINAL
    return source if value else ""
