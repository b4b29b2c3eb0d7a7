"""The public form of a report, the form to ask what became of it, and the office's."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.words import ProblemKind
from ground.errors import RuleBroken

FILLED_BY_A_MACHINE = "提交没有被接受。请清空浏览器自动填写的内容后再试。"


def _line(label: str, longest: int, hint: str = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        help_text=hint,
        widget=forms.TextInput(attrs),
        error_messages={"max_length": f"最多 {longest} 个字，请精简。"},
    )


class ReportForm(forms.Form):
    """上报疑似问题; no personal data are needed. `website` is seen by no person: who fills it in is a program."""

    form_key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    website = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(
        label="问题",
        choices=[("", "请选择"), *ProblemKind.choices],
        error_messages={"required": "请选择问题。", "invalid_choice": "请从列表中选择问题。"},
    )
    number = _line("现场的备案号", 64, "证书、码牌或设备上标的号码，可不输“粤”。")
    serial = _line("现场的出厂编号", 64, "设备铭牌上的编号。")
    place = _line("所在工地或位置", 200, "工地名称或地址，便于核查。")
    text = forms.CharField(
        label="情况说明",
        min_length=5,
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={
            "required": "请写明看到的情况。",
            "min_length": "请写明看到的情况(至少 5 个字)。",
            "max_length": "最多 1000 字，请精简。",
        },
    )
    contact = _line(
        "联系方式(选填)", 60, "愿意接受回访的，可留手机或邮箱；不留也会处理。", autocomplete="off"
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("website"):
            raise forms.ValidationError(FILLED_BY_A_MACHINE)
        if not given.get("number") and not given.get("serial") and not given.get("place"):
            self.add_error("number", "备案号、出厂编号、所在位置至少填写一项，否则无法核查。")
        return given

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that a person fills in."""
        return [field for field in self if field.name not in {"form_key", "website"}]


class LookUpForm(forms.Form):
    """查询上报结果."""

    reference = _line("上报编号", 40, "上报后显示的 YS 开头的编号。")
    code = _line("查询码", 20, "上报后显示的 8 位查询码。", autocomplete="off")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in ("reference", "code"):
            if name not in self.errors and not given.get(name):
                self.add_error(name, "请填写。")
        return given


class StepForm(forms.Form):
    """What the office writes; the rules are the service's."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="处理结果",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"max_length": "最多 1000 字，请精简。"},
    )

    def show_refusal(self, refusal: RuleBroken) -> None:
        """Put the service's refusal to its field, or over the form."""
        self.add_error(refusal.path if refusal.path in self.fields else None, refusal.message)
