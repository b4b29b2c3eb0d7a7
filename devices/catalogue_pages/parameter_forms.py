"""What the console asks for of a parameter of the draft."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms

from devices.catalogue.differences import REQUIRED
from devices.catalogue.editing import units_of
from devices.catalogue.schema import Data
from devices.catalogue_pages.numbers import PlainNumber
from devices.typed_text import half_width, squeeze

NUMERIC = ("decimal", "integer", "dimensions")
RANGES = {"warn": "提醒范围", "error": "拦截范围"}


class ParameterForm(forms.Form):
    """One parameter of the draft; numbers have units, places and ranges, the others have none."""

    label = forms.CharField(label="名称", max_length=40)
    required = forms.ChoiceField(label="必填", widget=forms.RadioSelect)
    added = forms.BooleanField(
        label="换发新增(旧证上没有)", required=False, help_text="新增的参数入库时不填，换证时填写。"
    )
    unit = forms.CharField(label="新单位", max_length=12, required=False)
    old_unit = forms.CharField(
        label="旧单位", max_length=12, required=False, help_text="与新单位相同的，填写相同的单位或留空。"
    )
    factor = forms.CharField(
        label="换算系数",
        max_length=20,
        required=False,
        help_text="新值 = 旧值 × 系数，可写分数，例如 1/60。单位没有变化的留空。",
    )
    places = forms.IntegerField(label="小数位数", min_value=0, max_value=6)
    digits = forms.IntegerField(label="总位数(含小数)", min_value=1, max_value=15)
    error_low, error_high = PlainNumber(label="拦截下限"), PlainNumber(label="拦截上限")
    warn_low, warn_high = PlainNumber(label="提醒下限"), PlainNumber(label="提醒上限")
    hint = forms.CharField(label="填写说明", max_length=200, required=False)
    place = forms.IntegerField(label="在本类别中的位置", min_value=1, max_value=200)
    on = forms.BooleanField(label="启用", required=False, help_text="停用后不再填写、检查和报送。")

    def __init__(self, entry: Data, place: int, data: Any = None) -> None:
        self.entry = entry
        super().__init__(data, initial=_initial(entry, place), label_suffix="")
        kinds = [key for key in REQUIRED if key != "conditional" or "when" in entry]
        self.fields["required"].choices = [(key, REQUIRED[key]) for key in kinds]  # type: ignore[attr-defined]
        if entry["kind"] not in NUMERIC:
            for name in ("unit", "old_unit", "factor", "places", "digits", *_bounds()):
                del self.fields[name]
        elif entry["kind"] != "decimal":
            del self.fields["places"]

    def clean(self) -> dict[str, Any]:
        """Units with their factor, ranges from low to high, the warning within the refusing one."""
        data = super().clean() or self.cleaned_data
        if "unit" in self.fields:
            self._check_units(data)
            self._check_ranges(data)
        if "places" in data and "digits" in data and data["places"] >= data["digits"]:
            self.add_error("digits", "总位数须大于小数位数。")
        return data

    def given(self) -> dict[str, Any]:
        """The entry's keys as `devices.catalogue.editing` takes them."""
        data = self.cleaned_data
        found = {key: data[key] for key in ("label", "required", "added", "hint") if key in data}
        if "unit" in data:
            found |= {
                "unit": data["unit"],
                "old_unit": data["old_unit"] or data["unit"],
                "digits": data["digits"],
            }
            found["factor"] = data["factor"] or "1"
            found |= {name: _pair(data, name) for name in RANGES}
        if "places" in data:
            found["places"] = data["places"]
        return {**found, "off": not data.get("on", True)}

    def _check_units(self, data: dict[str, Any]) -> None:
        unit, old = data.get("unit", ""), data.get("old_unit", "") or data.get("unit", "")
        text = squeeze(half_width(data.get("factor", "")))
        data["factor"] = text
        former_old, former = units_of(self.entry)
        if "code" in self.entry and unit != former and old != former_old:
            self.add_error("old_unit", "新单位和旧单位请分两次修改，以便系统换算已填的数值。")
        if unit == old:
            if text not in ("", "1"):
                self.add_error("factor", "新旧单位相同，换算系数应留空。")
            return
        try:
            factor = Fraction(text)
        except (ValueError, ZeroDivisionError):
            self.add_error("factor", "新旧单位不同，请填写换算系数，例如 1000 或 1/60。")
            return
        if factor <= 0 or factor == 1:
            self.add_error("factor", "换算系数应大于 0，且不等于 1。")

    def _check_ranges(self, data: dict[str, Any]) -> None:
        spans = {}
        for name, label in RANGES.items():
            low, high = data.get(f"{name}_low", ""), data.get(f"{name}_high", "")
            if bool(low) != bool(high):
                self.add_error(
                    f"{name}_{'high' if low else 'low'}", f"{label}的上限、下限请都填写，或都留空。"
                )
            elif low:
                spans[name] = (Decimal(low), Decimal(high))
                if spans[name][0] > spans[name][1]:
                    self.add_error(f"{name}_high", f"{label}的上限应不小于下限。")
        if len(spans) == 2 and not (
            spans["error"][0] <= spans["warn"][0] and spans["warn"][1] <= spans["error"][1]
        ):
            self.add_error("warn_low", "提醒范围须在拦截范围以内。")


def _initial(entry: Data, place: int) -> dict[str, Any]:
    found = {
        key: entry[key] for key in ("label", "unit", "factor", "places", "digits", "hint") if key in entry
    }
    for name in RANGES:
        if entry.get(name):
            found[f"{name}_low"], found[f"{name}_high"] = entry[name]
    return {
        "places": 0,
        **found,
        "old_unit": entry.get("old_unit", entry.get("unit", "")),
        "required": entry.get("required", "optional"),
        "added": entry.get("added", False),
        "on": not entry.get("off", False),
        "place": place,
    }


def _bounds() -> list[str]:
    return [f"{name}_{end}" for name in RANGES for end in ("low", "high")]


def _pair(data: dict[str, Any], name: str) -> list[str] | None:
    low, high = data[f"{name}_low"], data[f"{name}_high"]
    return [low, high] if low else None
