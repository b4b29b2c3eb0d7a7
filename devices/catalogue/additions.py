"""What the city adds to the product's catalogue, and what it words otherwise: parameters of its own, common fields.

Plain data in, changed plain data out, as in `editing`; `from_data` judges the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devices.catalogue.editing import (
    category_entry,
    common_entry,
    entry_with,
    parameter_entry,
    plain,
    with_parameter,
)
from devices.catalogue.loading import built_in
from devices.catalogue.schema import Data

# What a parameter of the city's own can be; the other kinds belong to parameters that the rules know.
KINDS = {
    "decimal": "小数",
    "integer": "整数",
    "choice": "单选",
    "multi_choice": "多选",
    "text": "文字",
    "date": "日期",
    "boolean": "是或否",
}
CHOSEN = ("choice", "multi_choice")
# No rule, payload or column depends on these common fields: the city may ask for them, or not.
FREE_COMMON = ("internal_number", "quality_cert_no", "purchase_price", "current_site", "remark")
Choices = Sequence[tuple[str, str]]


def is_own(category: str, code: str) -> bool:
    """Whether the parameter is the city's, not the product's."""
    return not built_in().category(category).has_parameter(code)


def common_entries(data: Data) -> list[Data]:
    """The common fields that people see under a label of their own, switched off or not."""
    return [
        entry
        for entry in data["common_fields"]
        if entry.get("source") != "system" and entry["code"] != "sub_type"
    ]


def with_new_parameter(
    data: Data, category: str, given: Mapping[str, Any], choices: Choices, place: int
) -> Data:
    """The data with one parameter more, at `place` (from 1) of its category; `given` names its code and kind too."""
    changed = plain(data)
    entry = entry_with({key: given[key] for key in ("code", "kind")}, given)
    _choices_put(changed, category, entry, choices)
    category_entry(changed, category)["parameters"].insert(max(place - 1, 0), entry)
    return changed


def with_own_parameter(
    data: Data, category: str, code: str, given: Mapping[str, Any], choices: Choices, place: int
) -> Data:
    """The data with one of the city's own parameters changed."""
    changed = with_parameter(data, category, code, given, place)
    _choices_put(changed, category, parameter_entry(changed, category, code), choices)
    return changed


def without_parameter(data: Data, category: str, code: str) -> Data:
    """The data without one of the city's own parameters."""
    changed = plain(data)
    entry = parameter_entry(changed, category, code)
    category_entry(changed, category)["parameters"].remove(entry)
    changed["choices"].pop(entry.get("choices", ""), None)
    return changed


def with_common(data: Data, code: str, given: Mapping[str, Any]) -> Data:
    """The data with one common field worded otherwise (`label`, `hint`), asked for or not (`required`, `off`)."""
    changed = plain(data)
    listed = changed["common_fields"]
    entry = common_entry(changed, code)
    listed[listed.index(entry)] = entry_with(entry, given)
    return changed


def _choices_put(data: Data, category: str, entry: Data, choices: Choices) -> None:
    """Its choices stand in a list of its own: no other parameter changes with it."""
    if entry["kind"] in CHOSEN:
        entry["choices"] = f"own.{category}.{entry['code']}"
        data["choices"][entry["choices"]] = [[code, label] for code, label in choices]
