"""新建接口密钥."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from accounts.models import User
from api.keys import new_mark
from api.scopes import FIRM_SCOPES, OFFICE_SCOPES
from api.words import grouped

USUAL_DAYS = 180
MOST_DAYS = "从新建之日起，最长 {most} 天。到期前 14 天会用消息提醒。"


class KeyForm(forms.Form):
    """Name, scopes and how long it lasts; the mark of the key that this form makes, once."""

    name = forms.CharField(
        label="名称", max_length=60, help_text="写明使用此密钥的系统，例如“租赁管理系统”，便于日后核对。"
    )
    days = forms.IntegerField(label="有效期", min_value=1, initial=USUAL_DAYS)
    mark = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    scopes = forms.MultipleChoiceField(
        label="权限",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少勾选一项权限。",
            "invalid_choice": "所选权限不适用，请重新勾选。",
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.API_KEY_DAYS
        days, scopes = self.fields["days"], self.fields["scopes"]
        days.max_value, days.unit = most, "天"  # type: ignore[attr-defined]
        days.initial = min(USUAL_DAYS, most)
        days.help_text = MOST_DAYS.format(most=most)
        days.widget.attrs["max"] = most
        scopes.choices = grouped(FIRM_SCOPES if user.is_enterprise else OFFICE_SCOPES)  # type: ignore[attr-defined]
        self.fields["mark"].initial = new_mark()

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """The scopes by heading: value, words, whether ticked."""
        ticked = set(self["scopes"].value() or ())
        return [
            (heading, [(value, words, value in ticked) for value, words in offered])
            for heading, offered in self.fields["scopes"].choices  # type: ignore[attr-defined]
        ]
