"""What a reviewer writes on the review page."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from ground.errors import RuleBroken
from ground.glossary import RefusalKind
from renewals.opinions import codes_of, statutory_grounds
from renewals.services.deciding import RemarkInput

REMARK = "remark:"
PATH = re.compile(r"(device|parameters|attachments)\.[a-z][a-z0-9_]{0,60}")
REMARK_LENGTH = 300
POINTS = range(18)  # numbers of the checklist, the last round's remarks first


class DecisionForm(forms.Form):
    """The opinion and its kind, and a remark at any field (`remark:<path>`).

    Whether an opinion is needed is the service's rule; the form only reads what was typed.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)
    round = forms.IntegerField(widget=forms.HiddenInput)
    device_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opinion = forms.CharField(
        label="备案意见",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 5, "placeholder": "备案意见(不接受时必填，企业按此修改)"}),
        error_messages={"max_length": "备案意见最多 2000 字，请精简。"},
    )
    kind = forms.ChoiceField(
        label="不接受类别", required=False, choices=RefusalKind.choices, widget=forms.RadioSelect
    )
    grounds = forms.MultipleChoiceField(label="法定情形", required=False, widget=forms.CheckboxSelectMultiple)
    confirmed = forms.TypedMultipleChoiceField(
        label="已核对的审核要点",
        required=False,
        coerce=int,
        empty_value=[],
        choices=[(str(number), str(number)) for number in POINTS],
        error_messages={"invalid_choice": "审核要点有误，请刷新页面后重新勾选。"},
    )
    late_reason = forms.CharField(
        label="未一次性告知的理由",
        required=False,
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"max_length": "未一次性告知的理由最多 200 字，请精简。"},
    )

    takeover_reason = forms.CharField(label="接手办理的理由", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = [(ground.code, ground.text) for ground in statutory_grounds()]
        self.fields["grounds"].choices = grounds  # type: ignore[attr-defined]

    @property
    def typed_remarks(self) -> dict[str, str]:
        """What was typed at each field, also where the form is wrong."""
        named = ((key.removeprefix(REMARK), key) for key in self.data if key.startswith(REMARK))
        typed = {path: str(self.data.get(key, "")).strip() for path, key in named if PATH.fullmatch(path)}
        return {path: text for path, text in typed.items() if text}

    @property
    def ticked(self) -> frozenset[str]:
        """The points that were ticked, also where the form is wrong."""
        return frozenset(self.data.getlist("confirmed")) if self.is_bound else frozenset()

    def clean(self) -> dict[str, Any]:
        for text in self.typed_remarks.values():
            if len(text) > REMARK_LENGTH or "\x00" in text:
                self.add_error(
                    None, f"逐项意见“{text[:10]}……”有误：每条最多 {REMARK_LENGTH} 字，不能含控制字符。"
                )
        return self.cleaned_data

    def remarks(self) -> list[RemarkInput]:
        """The remarks as the service takes them."""
        typed = self.typed_remarks
        codes = codes_of(typed)
        return [RemarkInput(path=path, text=text, code=codes.get(path, "")) for path, text in typed.items()]

    def show_refusal(self, refusal: RuleBroken) -> None:
        """Put the service's refusal to its field, or over the form."""
        self.add_error(refusal.path if refusal.path in self.fields else None, refusal.message)
