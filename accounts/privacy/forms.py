"""Forms of 我的个人信息, of the notice, and of a look at what is masked."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.forms import PersonForm
from accounts.models import PrivacyNotice
from accounts.privacy.disclosing import Reason
from accounts.privacy.oneself import OwnData


class OwnDataForm(PersonForm):
    """姓名、手机、电子邮箱 of oneself; the role is not one's own to change."""

    role = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "用于接收一次性链接、通知和自助找回密码；不填的，不能自助找回。"

    def own_data(self) -> OwnData:
        """What a valid form says."""
        return OwnData(**{name: self.cleaned_data[name] for name in ("full_name", "phone", "email")})


class DeletionForm(forms.Form):
    """申请删除."""

    note = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="可不填。例如：已离职，不再办理本企业业务。",
    )


class NoticeForm(forms.Form):
    """The next version of 个人信息保护政策."""

    text = forms.CharField(
        label="正文",
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text="空一行分段；单独成段、不以句号结尾的短句显示为标题。不填写个人姓名和电话。",
    )
    asks_consent = forms.BooleanField(
        label="企业人员须重新确认",
        required=False,
        initial=True,
        help_text="处理目的、方式或信息种类有变化的须勾选；只改错别字的不必勾选。",
    )
    reason = forms.CharField(
        label="修改说明",
        max_length=PrivacyNotice._meta.get_field("reason").max_length,
        help_text="公开显示。",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class DisclosureForm(forms.Form):
    """Why somebody needs to see the whole."""

    reason = forms.ChoiceField(label="理由", choices=[("", "请选择"), *Reason.choices])
    note = forms.CharField(
        label="说明",
        max_length=100,
        required=False,
        help_text="选择“其他”的必须填写。不要写入姓名和电话。",
    )

    def clean(self) -> dict[str, str]:
        """`其他` says what it is."""
        given = super().clean() or self.cleaned_data
        if given.get("reason") == Reason.OTHER and not given.get("note"):
            self.add_error("note", "请写明查看的理由。")
        return given
