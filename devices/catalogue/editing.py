"""Changing the entries of a draft version: plain data in, changed plain data out.

Nothing is judged here beyond what the change itself needs: `from_data` judges the whole, as it does the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from devices.catalogue.loading import canonical_json
from devices.catalogue.schema import Data

# What the console changes of a parameter; a code and a kind never change. The second line: of the city's own alone.
PARAMETER_KEYS = (
    "label", "old_unit", "unit", "factor", "places", "digits", "warn", "error", "required", "added",
    "hint", "off", "group", "when", "max_length",
)  # fmt: skip
DEFAULTS: dict[str, Any] = {
    "old_unit": "", "unit": "", "factor": "1", "places": 0, "digits": 0, "warn": None, "error": None,
    "required": "optional", "added": False, "hint": "", "off": False, "rule_factor": "1", "when": None,
    "max_length": 0,
}  # fmt: skip


def plain(data: Data) -> Data:
    """A copy that shares nothing, with decimals as text."""
    copied: Data = json.loads(canonical_json(data))
    return copied


def category_entry(data: Data, category: str) -> Data:
    """The category's entry; KeyError where there is none."""
    return _named(data["categories"], category)


def parameter_entry(data: Data, category: str, code: str) -> Data:
    """The parameter's entry, switched off or not; KeyError where there is none."""
    return _named(category_entry(data, category).get("parameters", []), code)


def common_entry(data: Data, code: str) -> Data:
    """The common field's entry, switched off or not; KeyError where there is none."""
    return _named(data["common_fields"], code)


def place_of(data: Data, category: str, code: str) -> int:
    """Where the parameter stands in its category, from 1."""
    codes = [item["code"] for item in category_entry(data, category)["parameters"]]
    return codes.index(code) + 1


def with_parameter(data: Data, category: str, code: str, given: Mapping[str, Any], place: int) -> Data:
    """The data with one parameter changed and put to `place` (from 1) of its category."""
    changed = plain(data)
    listed = category_entry(changed, category)["parameters"]
    before = _named(listed, code)
    entry = entry_with(before, given)
    if entry.get("unit") != before.get("unit"):
        _put(entry, "rule_factor", str(_rule_factor(before, entry)))
    listed.remove(before)
    listed.insert(max(place - 1, 0), entry)
    return changed


def entry_with(before: Data, given: Mapping[str, Any]) -> Data:
    """A field's entry with what `given` names of PARAMETER_KEYS; what says nothing is left out."""
    entry = dict(before)
    for key in PARAMETER_KEYS:
        if key in given:
            _put(entry, key, given[key])
    if entry.get("old_unit") == entry.get("unit"):  # unchanged: the file says nothing of it
        entry.pop("old_unit", None)
        entry.pop("factor", None)
    return entry


def with_levels(data: Data, paper: str, levels: Mapping[str, str]) -> Data:
    """The data with the switches of one kind of paper replaced; a category's own that says the same is left out."""
    changed = plain(data)
    kept = {key: level for key, level in levels.items() if "." not in key}
    kept |= {
        key: level
        for key, level in levels.items()
        if "." in key and level and level != kept[key.split(".")[0]]
    }
    _named(changed["attachments"], paper)["levels"] = kept
    return changed


def with_age_rule(data: Data, row: int, given: Mapping[str, Any]) -> Data:
    """The data with the years of one row of the age table changed (`years`, `valid_years`, `moment_below`)."""
    changed = plain(data)
    changed["age_rules"][row].update({key: value for key, value in given.items() if value is not None})
    return changed


def with_eliminated(data: Data, row: int | None, given: Mapping[str, Any] | None) -> Data:
    """The data with one banned model added (`row` None), changed, or taken out (`given` None)."""
    changed = plain(data)
    listed = changed["eliminated_models"]
    if given is None and row is not None:
        del listed[row]
    elif row is None:
        listed.append(dict(given or {}))
    else:
        listed[row].update(given or {})
    return changed


def units_of(entry: Data) -> tuple[str, str]:
    """The old unit and the new one."""
    unit = str(entry.get("unit", ""))
    return str(entry.get("old_unit", unit)), unit


def _rule_factor(before: Data, after: Data) -> Fraction:
    """What brings a value in the changed unit to the one that the rules reckon in; the old unit has stayed."""
    was, now, rules = (
        Fraction(entry.get(key, "1"))
        for entry, key in ((before, "factor"), (after, "factor"), (before, "rule_factor"))
    )
    return rules * was / now


def _named(entries: list[Data], code: str) -> Data:
    for entry in entries:
        if entry["code"] == code:
            return entry
    raise KeyError(code)


def _put(entry: Data, key: str, value: Any) -> None:
    if key in DEFAULTS and value == DEFAULTS[key]:
        entry.pop(key, None)
    else:
        entry[key] = value
