"""What a reviewer writes on the review page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms

from desk.console.forms import RemarkedForm
from desk.remarks import RemarkInput
from ground.glossary import RefusalKind
from renewals.opinions import codes_of, statutory_grounds

POINTS = range(18)  # numbers of the checklist, the last round's remarks first


class DecisionForm(RemarkedForm):
    """The opinion and its kind, and a remark at any field (`remark:<path>`).

    Whether an opinion is needed is the service's rule; the form only reads what was typed.
    """

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = [(ground.code, ground.text) for ground in statutory_grounds()]
        self.fields["grounds"].choices = grounds  # type: ignore[attr-defined]

    @property
    def ticked(self) -> frozenset[str]:
        """The points that were ticked, also where the form is wrong."""
        return frozenset(self.data.getlist("confirmed")) if self.is_bound else frozenset()

    def remarks(self) -> list[RemarkInput]:
        """The remarks as the service takes them, each with the template whose words it uses."""
        codes = codes_of(self.typed_remarks)
        return [replace(remark, code=codes.get(remark.path, "")) for remark in super().remarks()]
