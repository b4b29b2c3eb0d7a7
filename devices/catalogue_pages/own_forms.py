"""What the console asks for of a parameter that the city adds, and of a common field."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from devices.catalogue import additions, editing
from devices.catalogue.differences import REQUIRED
from devices.catalogue.schema import Data
from devices.catalogue_pages.parameter_forms import ParameterForm
from devices.services.catalogue_additions import CODE, FORM

CHOICE = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.\-]{0,39})\s+(\S.{0,39})")
MOST_CHOICES = 60
TEXT_MOST = 200
ASKING = ("choice", "multi_choice", "boolean")  # kinds whose value a condition can name
YES_NO = [("true", "是"), ("false", "否")]
ORDER = (
    "code", "label", "group", "required", "added", "choices", "max_length", "unit", "old_unit", "factor",
    "places", "digits", "error_low", "error_high", "warn_low", "warn_high", "when", "hint", "place", "on",
)  # fmt: skip


class OwnParameterForm(ParameterForm):
    """A parameter of the city's own: group, condition and choices as well, and the code while it is new."""

    code = forms.CharField(
        label="代码",
        max_length=40,
        help_text="小写字母、数字和下划线，以字母开头，例如 noise_level。保存、报送和条件都用它，生效后不能修改。",
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
    )
    group = forms.ChoiceField(label="所在分组")
    choices = forms.CharField(
        label="选项",
        widget=forms.Textarea({"rows": 6}),
        help_text="每行一项：代码、空格、名称，例如 diesel 柴油机。代码用于保存和报送；改名时代码不变。",
    )
    max_length = forms.IntegerField(label="最多字数", min_value=1, max_value=TEXT_MOST)
    when = forms.MultipleChoiceField(
        label="填写条件",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选则都填写。选了的，仅当那一项为所选内容时填写；可在同一项下选几个。",
    )

    def __init__(self, draft: Data, category: str, entry: Data, place: int, data: Any = None) -> None:
        super().__init__(entry, place, data)
        self.is_new = "code" not in entry
        self.fields["required"].choices = list(REQUIRED.items())  # type: ignore[attr-defined]
        self.fields["group"].choices = [tuple(pair) for pair in draft["groups"]]  # type: ignore[attr-defined]
        self.fields["when"].choices = conditions(draft, category, entry.get("code", ""))  # type: ignore[attr-defined]
        self.fields["when"].wide = self.fields["choices"].wide = True  # type: ignore[attr-defined]
        held = draft["choices"].get(entry.get("choices", ""), [])
        self.initial |= {
            "group": entry.get("group", ""),
            "max_length": entry.get("max_length", 50),
            "choices": "\n".join(f"{code} {label}" for code, label, *_words in held),
            "when": _condition_values(entry.get("when")),
        }
        self._leave_out(entry["kind"])
        self.order_fields(ORDER)

    def clean_code(self) -> str:
        """Whether it is a code at all; whether it is free is asked where it is kept."""
        code: str = self.cleaned_data["code"].strip()
        if not CODE.fullmatch(code):
            raise ValidationError(FORM)
        return code

    def clean_choices(self) -> list[tuple[str, str]]:
        """(code, label) of each line, each code and each label once."""
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        found = []
        for line in lines:
            parts = CHOICE.fullmatch(line)
            if not parts:
                raise ValidationError(
                    f"“{line[:40]}”读不出代码和名称，请写成“代码 名称”，例如 diesel 柴油机。"
                )
            found.append((parts[1], parts[2].strip()))
        if len(found) > MOST_CHOICES:
            raise ValidationError(f"最多 {MOST_CHOICES} 项，现有 {len(found)} 项。")
        for names in zip(*found, strict=True):
            twice = next((name for name in names if names.count(name) > 1), "")
            if twice:
                raise ValidationError(f"“{twice}”出现了两次，请删去一个。")
        return found

    def clean_when(self) -> dict[str, Any] | None:
        """The condition as the catalogue takes it; all values are those of one field."""
        chosen = [value.split("|", 1) for value in self.cleaned_data["when"]]
        on = {code for code, _value in chosen}
        if len(on) > 1:
            raise ValidationError("填写条件只能取自同一项，请只在一项下选择。")
        values = [value for _code, value in chosen]
        if not on:
            return None
        code = on.pop()
        return {"sub_type": values} if code == "sub_type" else {"parameter": code, "in": values}

    def clean(self) -> dict[str, Any]:
        """视情必填 needs to know when."""
        data = super().clean()
        if data.get("required") == "conditional" and not data.get("when") and "when" not in self.errors:
            self.add_error("when", "选了“视情必填”的，请选择填写条件。")
        return data

    def given(self) -> dict[str, Any]:
        """The entry's keys, the choices aside."""
        data = self.cleaned_data
        found = {**super().given(), "group": data["group"], "when": data["when"]}
        if "max_length" in data:
            found["max_length"] = data["max_length"]
        return {**found, "code": data["code"], "kind": self.entry["kind"]} if self.is_new else found

    def _leave_out(self, kind: str) -> None:
        unused = ["on"] if self.is_new else ["code"]
        unused += [] if kind in additions.CHOSEN else ["choices"]
        unused += [] if kind == "text" else ["max_length"]
        for name in unused:
            del self.fields[name]


class KindForm(forms.Form):
    """What kind of value the new parameter has; the rest of the form follows from it."""

    kind = forms.ChoiceField(
        label="类型",
        choices=list(additions.KINDS.items()),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择类型。"),
        help_text="类型生效后不能修改。",
    )


class CommonFieldForm(forms.Form):
    """A common field: its label and hint; whether it is asked for where nothing depends on it."""

    label = forms.CharField(label="名称", max_length=40)
    hint = forms.CharField(label="填写说明", max_length=200, required=False)
    required = forms.ChoiceField(label="必填", widget=forms.RadioSelect)
    on = forms.BooleanField(
        label="启用", required=False, help_text="停用后不再填写；以前填的仍在原来的申请中。"
    )

    def __init__(self, entry: Data, data: Any = None) -> None:
        held = {
            "label": entry["label"],
            "hint": entry.get("hint", ""),
            "required": entry.get("required", "optional"),
            "on": not entry.get("off", False),
        }
        super().__init__(data, initial=held, label_suffix="")
        self.fields["required"].choices = [(key, REQUIRED[key]) for key in ("required", "optional")]  # type: ignore[attr-defined]
        if entry["code"] not in additions.FREE_COMMON:
            del self.fields["required"], self.fields["on"]

    def given(self) -> dict[str, Any]:
        """The entry's keys."""
        data = dict(self.cleaned_data)
        if "on" in data:
            data["off"] = not data.pop("on")
        return data


def conditions(draft: Data, category: str, own: str) -> list[Any]:
    """Every value that a condition can name, by the field that it is of; `own` is the parameter itself."""
    entry = editing.category_entry(draft, category)
    pairs = [(choice[0], choice[1]) for choice in entry["sub_types"]]
    found: list[Any] = [(entry["sub_type_label"], [(f"sub_type|{code}", label) for code, label in pairs])]
    for one in entry["parameters"]:
        if one["kind"] not in ASKING or one.get("off") or one["code"] == own:
            continue
        values = (
            YES_NO
            if one["kind"] == "boolean"
            else [choice[:2] for choice in draft["choices"][one["choices"]]]
        )
        found.append((one["label"], [(f"{one['code']}|{code}", label) for code, label in values]))
    return found


def _condition_values(when: Data | None) -> list[str]:
    if not when:
        return []
    if "sub_type" in when:
        return [f"sub_type|{code}" for code in when["sub_type"]]
    return [f"{when['parameter']}|{code}" for code in when["in"]]
