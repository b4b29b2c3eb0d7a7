"""The forms of 动态口令 and 安全设置."""

from __future__ import annotations

from django import forms


class CodeForm(forms.Form):
    """动态口令 or 恢复码 at the login."""

    code = forms.CharField(
        label="动态口令",
        max_length=40,
        error_messages={"required": "请输入手机身份验证器显示的 6 位数字。"},
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
        help_text="打开手机上的身份验证器，输入“中山起重机械”下的 6 位数字。手机不在身边的，可输入一个 12 位恢复码。",
    )


class EnrolForm(forms.Form):
    """The first code of a new authenticator."""

    code = forms.CharField(
        label="动态口令",
        max_length=20,
        error_messages={"required": "请输入身份验证器显示的 6 位数字。"},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text="身份验证器中新出现的 6 位数字，每 30 秒更换一次。",
    )


class ReasonForm(forms.Form):
    """Why the office resets somebody's 动态口令."""

    reason = forms.CharField(
        label="重置原因",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="请先核实是本人申请，并写明核实方式，例如“手机遗失，已电话核对”。",
        error_messages={"required": "请写明重置的原因。", "max_length": "最多 300 字，请精简。"},
    )
