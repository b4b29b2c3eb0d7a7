"""How each kind of value is asked for on a screen."""

from __future__ import annotations

from typing import Any

from django import forms

from devices.catalogue import Field

BLANK = ("", "请选择")


class PresenceWidget(forms.MultiWidget):
    """有/无 and, where there is one, its model; posts `yes:MODEL`, `yes` or `no`."""

    def __init__(self, label: str, attrs: dict[str, Any] | None = None) -> None:
        choices = [BLANK, ("yes", "有"), ("no", "无")]
        super().__init__(
            {
                "has": forms.Select(attrs={"aria-label": f"{label} 有或无"}, choices=choices),
                "model": forms.TextInput(attrs={"aria-label": f"{label} 型号", "placeholder": "型号"}),
            },
            attrs,
        )

    def decompress(self, value: str | None) -> list[str]:
        has, _, model = (value or "").partition(":")
        return [has, model]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        if name in data:
            return str(data[name])
        has, model = (part or "" for part in super().value_from_datadict(data, files, name))
        return f"yes:{model}" if has == "yes" and model.strip() else has


def widget_for(entry: Field) -> forms.Widget:
    """The control for one catalogue field; numbers stay text, so that pasted units can be understood."""
    if entry.kind == "multi_choice":
        return SplitCheckboxes(choices=[(choice.code, choice.label) for choice in entry.choices])
    if entry.kind == "choice":
        return forms.Select(choices=[BLANK, *((choice.code, choice.label) for choice in entry.choices)])
    if entry.kind == "boolean":
        return forms.Select(choices=[BLANK, ("true", "是"), ("false", "否")])
    if entry.kind == "boolean_text":
        return PresenceWidget(entry.label)
    if entry.kind == "date" and not entry.month_allowed:
        return forms.DateInput(attrs={"type": "date", "max": "9999-12-31"}, format="%Y-%m-%d")
    if entry.multiline:
        return forms.Textarea(attrs={"rows": 3})
    return forms.TextInput(attrs=_text_attrs(entry))


class SplitCheckboxes(forms.CheckboxSelectMultiple):
    """Several choices, stored as codes joined by a comma."""

    def format_value(self, value: Any) -> list[str]:
        return super().format_value(value.split(",") if isinstance(value, str) and value else value)


def _text_attrs(entry: Field) -> dict[str, Any]:
    attrs: dict[str, Any] = {}
    if entry.kind in {"decimal", "integer"}:
        attrs["inputmode"] = "decimal"
    if entry.kind == "dimensions":
        attrs["placeholder"] = "长×宽×高"
    if entry.kind == "texts":
        attrs["placeholder"] = "多个用分号隔开"
    if entry.kind == "date":
        attrs["placeholder"] = "2015-06-02"
    return attrs
