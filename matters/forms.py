"""The form of each kind of 企业事项; what it says is stored as plain scalars and lists by field name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms

from ground.errors import RuleBroken
from ground.glossary import MatterKind
from renewals.opinions import statutory_grounds

CAUSES_OF_DEREGISTRATION = (
    ("scrapped", "设备报废"),
    ("statutory", "属法定不予备案情形"),
    ("moved_away", "迁出中山市(外迁)"),
    ("lost", "设备遗失或灭失"),
    ("other", "其他"),
)
CAUSES_OF_DEFERRAL = (
    ("idle", "长期停用存放"),
    ("scrapping", "拟报废"),
    ("repair", "大修或改造"),
    ("selling", "拟转让"),
    ("other", "其他"),
)
UNCHOSEN = (("", "请选择"),)


def _day(label: str, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=hint,
        widget=forms.DateInput({"type": "date"}),
        error_messages={"invalid": "请填写正确的日期，例如 2026-06-30。"},
    )


def _line(label: str, longest: int, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        help_text=hint,
        error_messages={"max_length": f"最多 {longest} 个字，请精简。"},
    )


def _text(label: str, hint: str = "") -> forms.CharField:
    field = forms.CharField(
        label=label,
        required=False,
        max_length=500,
        help_text=hint,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": "最多 500 字，请精简。"},
    )
    field.wide = True  # type: ignore[attr-defined]
    return field


class MatterForm(forms.Form):
    """A draft may be incomplete: what is missing is said when it is handed in (`matters.checks`).

    `needed` are the fields without which it cannot be handed in.
    """

    needed: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *, content: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(content or {}))
        for name, field in self.fields.items():
            field.path = name  # type: ignore[attr-defined]
            field.marked_required = name in self.needed  # type: ignore[attr-defined]

    def stored(self) -> dict[str, Any]:
        """What a valid form says, blanks left out."""
        return {name: _scalar(value) for name, value in self.cleaned_data.items() if value}

    def show_refusal(self, refusal: RuleBroken) -> None:
        """Put the service's refusal to its field, or over the form."""
        self.add_error(refusal.path if refusal.path in self.fields else None, refusal.message)


class DeregistrationForm(MatterForm):
    """注销."""

    needed = ("cause", "happened_on")
    cause = forms.ChoiceField(label="注销原因", required=False, choices=UNCHOSEN + CAUSES_OF_DEREGISTRATION)
    happened_on = _day("发生日期", "报废、迁出、遗失或作出检验结论的日期。")
    grounds = forms.MultipleChoiceField(
        label="法定情形",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="注销原因选“属法定不予备案情形”时，至少勾选一项。",
    )
    destination = _line("迁往地", 60, "外迁的请填写迁往的省市。")
    explanation = _text("情况说明", "注销原因选“其他”时必填。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grounds"].choices = ground_choices()  # type: ignore[attr-defined]
        self.fields["grounds"].wide = True  # type: ignore[attr-defined]


class TransferForm(MatterForm):
    """产权变更."""

    needed = ("receiver_uscc", "agreed_on")
    receiver_uscc = _line(
        "受让方统一社会信用代码", 30, "受让方须为已在市网登记的中山市企业，提交后由其在企业门户确认接收。"
    )
    agreed_on = _day("转让日期", "转让合同的签订日期。")
    explanation = _text("情况说明")


class RenamingForm(MatterForm):
    """企业名称变更."""

    needed = ("new_name", "changed_on")
    new_name = _line("变更后的企业名称", 100, "与营业执照完全一致。")
    changed_on = _day("核准变更日期", "登记机关核准的日期。")
    explanation = _text("情况说明")


class DeferralForm(MatterForm):
    """暂不换证."""

    needed = ("cause", "until")
    cause = forms.ChoiceField(label="暂不换证原因", required=False, choices=UNCHOSEN + CAUSES_OF_DEFERRAL)
    until = _day("暂不换证至", "到期后自动恢复为“待换发证件”；在此之前可以随时恢复换证。")
    explanation = _text("情况说明", "原因选“其他”时必填。")


class NumberUpdateForm(MatterForm):
    """备案号更新."""

    needed = ("new_number", "certificate_number", "issued_on", "issuer")
    new_number = _line("新备案号", 40, "电子证照上的备案号，可不输“粤”。")
    certificate_number = _line("证照标识", 64, "电子证照上的证照标识，没有的填证照编号。")
    issuer = _line("发证机关", 100)
    issued_on = _day("发证日期")
    valid_until = _day("有效期至", "电子证照没有写明的不填。")
    explanation = _text("情况说明")


OLD, NEW = "old", "new"
WHICH = ((OLD, "原备案号(旧证)"), (NEW, "新备案号(电子证照)"))
REASON = "写明依据和查实的情况(至少 5 个字)，记入任务历史，企业可以看到。"


class OfficeDeregistrationForm(DeregistrationForm):
    """注销 that the office files itself."""

    needed = ("cause", "happened_on", "explanation")
    explanation = _text("理由和依据", REASON)


class OfficeTransferForm(TransferForm):
    """产权变更 that the office files itself; the receiver has agreed on paper."""

    needed = ("receiver_uscc", "agreed_on", "explanation")
    receiver_uscc = _line(
        "受让方统一社会信用代码", 30, "受让方须为已在市网登记的中山市企业，其同意接收的材料附在佐证材料中。"
    )
    explanation = _text("理由和依据", REASON)


class NumberCorrectionForm(MatterForm):
    """备案号更正: which number of the machine, and what it is rightly."""

    needed = ("which", "number", "explanation")
    which = forms.ChoiceField(label="更正哪个备案号", required=False, choices=UNCHOSEN + WHICH)
    number = _line("更正后的备案号", 40, "对照证书原件填写，可不输“粤”。")
    explanation = _text("理由和依据", REASON)


FORMS: dict[MatterKind, type[MatterForm]] = {
    MatterKind.DEREGISTRATION: DeregistrationForm,
    MatterKind.TRANSFER: TransferForm,
    MatterKind.RENAMING: RenamingForm,
    MatterKind.DEFERRAL: DeferralForm,
    MatterKind.NUMBER_UPDATE: NumberUpdateForm,
    MatterKind.NUMBER_CORRECTION: NumberCorrectionForm,
}
OFFICE_FORMS: dict[MatterKind, type[MatterForm]] = {
    MatterKind.NUMBER_CORRECTION: NumberCorrectionForm,
    MatterKind.DEREGISTRATION: OfficeDeregistrationForm,
    MatterKind.TRANSFER: OfficeTransferForm,
}


def form_of(kind: MatterKind, *, by_office: bool) -> type[MatterForm]:
    """The form of the kind, as a firm or the office fills it in."""
    return (OFFICE_FORMS if by_office else FORMS)[kind]


def ground_choices() -> list[tuple[str, str]]:
    """The statutory grounds as choices, by code."""
    return [(ground.code, ground.text) for ground in statutory_grounds()]


def shown_content(kind: MatterKind, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, words) of each field that was filled in, in the order of the form."""
    fields = FORMS[kind]().fields
    former = [("现登记的备案号", content["former"])] if content.get("former") else []
    return former + [
        (str(field.label), _words(field, content[name]))
        for name, field in fields.items()
        if content.get(name)
    ]


def _words(field: forms.Field, stored: Any) -> str:
    known = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    given = stored if isinstance(stored, list) else [stored]
    return "；".join(known.get(str(item), str(item)) for item in given)


def _scalar(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
