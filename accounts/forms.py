"""The forms of people and passwords."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.core.exceptions import ValidationError

from accounts.lockout import LoginLocked, note_failure, refuse_locked
from accounts.roles import ENTERPRISE_ROLES, Role
from accounts.services import PersonInput
from ground.request_context import current_address

USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{3,39}")
PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}")


class LoginForm(AuthenticationForm):
    """登录, in the words of the home page."""

    error_messages = {
        "invalid_login": "账号或密码不正确，请核对大小写后重试。忘记密码的，可点“忘记密码”找回；已停用的账号请联系管理员。",
        "inactive": "此账号已停用，请联系本单位企业管理员或系统管理员。",
    }
    username = UsernameField(
        label="账号",
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocapitalize": "none", "autocomplete": "username"}
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse while account or address is locked; count what fails (`accounts.lockout`)."""
        username, address = self.data.get("username", "")[:150], current_address()
        try:
            refuse_locked(username, address)
            given = super().clean()
        except LoginLocked as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal
        except ValidationError as fault:
            if username and self.data.get("password") and fault.code == "invalid_login":
                note_failure(username, address)
            raise
        return given


class PersonForm(forms.Form):
    """姓名、手机、电子邮箱、角色 of one of the firm's people."""

    full_name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(
        label="手机",
        max_length=20,
        required=False,
        help_text="用于接收短信通知，可在“消息”的“接收设置”中选择事项。",
    )
    email = forms.EmailField(
        label="电子邮箱",
        max_length=254,
        required=False,
        help_text="用于接收一次性链接和自助找回密码；不填的，链接由您转交本人。",
        error_messages={"invalid": "邮箱格式不正确，请核对，例如 name@example.com。"},
    )
    role = forms.ChoiceField(
        label="角色",
        choices=[(role.value, role.label) for role in Role if role in ENTERPRISE_ROLES],
        help_text="企业管理员另可管理人员与账号、作废换证申请。",
    )

    def clean_phone(self) -> str:
        """The number as typed; letters and other signs are refused."""
        phone = self.cleaned_data["phone"]
        if phone and not PHONE.fullmatch(phone):
            raise ValidationError("手机号只能含数字、空格和短横线，请核对。")
        return phone

    def person_input(self) -> PersonInput:
        """What a valid form says."""
        names = ("full_name", "role", "phone", "email")
        return PersonInput(**{name: self.cleaned_data[name] for name in names})


class InvitationForm(PersonForm):
    """The same with the account's name, which stays for ever."""

    username = forms.CharField(
        label="账号",
        max_length=40,
        help_text="登录时使用，4 至 40 位，以字母开头，可含字母、数字、点、短横线、下划线。",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    field_order = ("username", "full_name", "role", "phone", "email")

    def clean_username(self) -> str:
        """The name; signs that people mistype or that look alike are refused."""
        username = self.cleaned_data["username"]
        if not USERNAME.fullmatch(username):
            raise ValidationError("账号须为 4 至 40 位，以字母开头，只含字母、数字、点、短横线、下划线。")
        return username


class ForgottenForm(forms.Form):
    """忘记密码."""

    username = forms.CharField(
        label="账号",
        max_length=150,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "username"}),
    )
    email = forms.EmailField(
        label="电子邮箱",
        max_length=254,
        help_text="账号中登记的邮箱。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "邮箱格式不正确，请核对，例如 name@example.com。"},
    )
