"""What the console asks for of a paper, the age table, the banned models and the version itself."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from devices.catalogue import Catalogue
from devices.catalogue.differences import LEVELS, PHASES, SEVERITIES
from devices.catalogue.schema import Data
from devices.catalogue_pages.numbers import PlainNumber
from devices.models.catalogue import NUMBER
from devices.typed_text import half_width, squeeze


class PaperForm(forms.Form):
    """The switches of one kind of paper: each phase, and each category that differs."""

    def __init__(self, entry: Data, catalogue: Catalogue, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        levels = entry["levels"]
        kinds = [(key, LEVELS[key]) for key in LEVELS if key != "conditional" or "when" in entry]
        for phase, word in PHASES.items():
            self.fields[phase] = forms.ChoiceField(
                label=word, choices=kinds, initial=levels.get(phase, "off")
            )
            for category in catalogue.enabled_categories():
                key = f"{phase}.{category.code}"
                self.fields[key] = forms.ChoiceField(
                    label=f"{word} · {category.label}",
                    choices=[("", "按上面的统一要求"), *kinds],
                    required=False,
                    initial=levels.get(key, ""),
                )


class AgeForm(forms.Form):
    """One row of the age table; a row whose years are a rule of the city's has only the term of an assessment."""

    years = forms.IntegerField(label="应评估年限(年)", min_value=1, max_value=60)
    moment_below = PlainNumber(label="额定起重力矩小于(kN·m)")
    valid_years = forms.IntegerField(label="评估有效期(年)", min_value=1, max_value=10)

    def __init__(self, entry: Data, data: Any = None) -> None:
        super().__init__(data, initial=entry, label_suffix="")
        if "assumption" in entry:
            del self.fields["years"]
        if "moment_below" not in entry:
            del self.fields["moment_below"]

    def given(self) -> dict[str, Any]:
        """The row's keys."""
        return {key: value for key, value in self.cleaned_data.items() if value != ""}

    def clean_moment_below(self) -> str:
        """A limit that the row had stays a limit."""
        text: str = self.cleaned_data["moment_below"]
        try:
            if Decimal(text) > 0:
                return text
        except InvalidOperation:
            pass
        raise ValidationError("请填写大于 0 的力矩。")


class EliminatedForm(forms.Form):
    """A banned model, by how its name begins."""

    begins = forms.CharField(
        label="型号开头",
        max_length=30,
        help_text="按规范化后的型号从头比对，不区分大小写和全角半角，例如 QTZ40。",
    )
    category = forms.ChoiceField(label="设备类别")
    severity = forms.ChoiceField(label="处理", choices=list(SEVERITIES.items()))
    basis = forms.CharField(label="依据", max_length=120)

    def __init__(self, catalogue: Catalogue, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["category"].choices = [(c.code, c.label) for c in catalogue.enabled_categories()]  # type: ignore[attr-defined]

    def clean_begins(self) -> str:
        """At least three letters, digits or signs of a model's name, so that no slip bans half the city."""
        text = squeeze(half_width(self.cleaned_data["begins"])).upper()
        if len(text) < 3:
            raise ValidationError("请至少填写 3 个字符，以免把其他型号也列入。")
        return text

    def given(self) -> dict[str, str]:
        """The entry; the pattern meets a model from its beginning."""
        data = self.cleaned_data
        pattern = re.escape(data["begins"]) + ".*"
        return {"pattern": pattern, **{key: data[key] for key in ("category", "severity", "basis")}}


class NumberForm(forms.Form):
    """The name of the draft's version."""

    number = forms.CharField(label="版本号", max_length=20, validators=[NUMBER])


class PublishForm(forms.Form):
    """From when on, and why; the tick is the second confirmation."""

    effective_on = forms.DateField(
        label="生效日期",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选择生效日期。", "invalid": "日期有误，请重新选择。"},
    )
    reason = forms.CharField(
        label="修改原因", max_length=200, help_text="写明依据，例如省厅通知的名称和文号。"
    )
    confirmed = forms.BooleanField(
        label="已逐项核对以上差别，确认生效",
        error_messages={"required": "请先逐项核对差别，再勾选确认。"},
    )
