"""What a reviewer writes on a review page, whatever the kind of case."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from desk.remarks import LENGTH, RemarkInput, refuse_unsent
from ground.errors import RuleBroken
from ground.writing import STALE

REMARK = "remark:"
PATH = re.compile(r"(device|parameters|attachments)\.[a-z][a-z0-9_]{0,60}")


class VerdictForm(forms.Form):
    """The revision that the page showed and the reason of 接手办理; each kind adds its opinion.

    Whether an opinion is needed is the service's rule; the form only reads what was typed.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)
    takeover_reason = forms.CharField(label="接手办理的理由", required=False, max_length=200)

    opinion_name = "opinion"

    @property
    def holds_words(self) -> bool:
        """Whether anything was typed that a new page would lose."""
        return bool(self.cleaned_data.get(self.opinion_name))

    def clean(self) -> dict[str, Any]:
        if any(field.errors for field in self.hidden_fields()):  # no person sees those
            self.add_error(None, STALE)
        return self.cleaned_data

    def show_refusal(self, refusal: RuleBroken) -> None:
        """Put the service's refusal to its field, or over the form."""
        self.add_error(refusal.path if refusal.path in self.fields else None, refusal.message)


class RemarkedForm(VerdictForm):
    """The same with a remark at any field (`remark:<path>`)."""

    @property
    def typed_remarks(self) -> dict[str, str]:
        """What was typed at each field, also where the form is wrong."""
        named = ((key.removeprefix(REMARK), key) for key in self.data if key.startswith(REMARK))
        typed = {path: str(self.data.get(key, "")).strip() for path, key in named if PATH.fullmatch(path)}
        return {path: text for path, text in typed.items() if text}

    @property
    def holds_words(self) -> bool:
        return super().holds_words or bool(self.typed_remarks)

    def clean(self) -> dict[str, Any]:
        super().clean()
        for text in self.typed_remarks.values():
            if len(text) > LENGTH or "\x00" in text:
                self.add_error(None, f"逐项意见“{text[:10]}……”有误：每条最多 {LENGTH} 字，不能含控制字符。")
        return self.cleaned_data

    def remarks(self) -> list[RemarkInput]:
        """The remarks as the services take them."""
        return [RemarkInput(path=path, text=text) for path, text in self.typed_remarks.items()]

    def refuse_unsent(self, doing: str) -> None:
        """Raise RuleBroken where remarks were written that `doing` (接受备案) would not send."""
        refuse_unsent(len(self.typed_remarks), doing)
