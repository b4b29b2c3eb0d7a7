"""The forms of the console for enterprises and accounts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError

from accounts.duties import last_holder_problems, problems_of
from accounts.firms import mark_of
from accounts.models import DUTY_COLUMNS, Enterprise, User
from accounts.privacy.masked_admin import MaskedFields
from accounts.roles import ENTERPRISE_ROLES, Duty, Role
from ground.glossary import AccountState
from ground.writing import STALE, lock_row

LABELS = {"username": "账号", "is_active": "启用", "email": "电子邮箱"}
NOT_OPENED = "此账号还没有设置密码，不能直接启用。请保存后点“生成开通链接”，由本人设置密码。"


DUTY_FIELDS = tuple(DUTY_COLUMNS.values())


def chosen_duties(given: dict[str, Any]) -> list[Duty]:
    """The duties that are ticked."""
    return [duty for duty, column in DUTY_COLUMNS.items() if given.get(column)]


def check_belonging(given: dict[str, Any]) -> dict[str, str]:
    """What is wrong with role, enterprise and town together, by field; the database refuses the same."""
    role, problems = given.get("role"), {}
    if role in ENTERPRISE_ROLES and not given.get("enterprise"):
        problems["enterprise"] = "企业用户和企业管理员必须选择所属企业。"
    if role and role not in ENTERPRISE_ROLES and given.get("enterprise"):
        problems["enterprise"] = "审批办、镇街和系统管理员的账号不属于企业，请清空此项。"
    if role == Role.SUPERVISOR and not given.get("town"):
        problems["town"] = "监督人员必须选择监管镇街。"
    return problems


class EnterpriseForm(MaskedFields):
    """企业, by the model's own rules. `was` is the mark of the firm that the page was made from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = self.data.get("was") or (mark_of(self.instance) if self.instance.pk else "")

    def clean(self) -> dict[str, Any]:
        """What somebody else kept meanwhile must be looked at first; compared under the row's lock, in the admin's transaction."""
        given = super().clean() or self.cleaned_data
        if self.instance.pk:
            firm = lock_row(Enterprise.objects.filter(pk=self.instance.pk))
            if self.was != mark_of(firm):
                self.add_error(None, STALE)
        return given


class NewAccountForm(AdminUserCreationForm):
    """添加账号; without a password the account waits until its owner sets one by a one-time link."""

    usable_password = None

    class Meta:
        model = User
        fields = ("username", "full_name", "phone", "email", "role", "enterprise", "town", *DUTY_FIELDS)
        labels = LABELS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = "留空：保存后生成开通链接，由本人设置密码。"

    def validate_passwords(self, *names: str, **more: str) -> None:
        """Both or none."""
        if self.data.get("password1") or self.data.get("password2"):
            super().validate_passwords(*names, **more)
        else:
            self.cleaned_data["set_usable_password"] = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        duties = problems_of(role=given.get("role", ""), duties=chosen_duties(given))
        if problems := check_belonging(given) | duties:
            raise ValidationError(problems)
        return given

    def save(self, commit: bool = True) -> User:
        """Keep the account; one without a password is not active yet, another's password is to be changed."""
        opened = bool(self.cleaned_data["set_usable_password"])
        self.instance.is_active = self.instance.must_change_password = opened
        return super().save(commit)


class AccountForm(MaskedFields, UserChangeForm):
    """修改账号; the password is set on a page of its own."""

    class Meta:
        model = User
        fields = (
            "username",
            "password",
            "full_name",
            "phone",
            "email",
            "role",
            "enterprise",
            "town",
            *DUTY_FIELDS,
            "is_active",
        )
        labels = LABELS
        help_texts = {"is_active": "停用后不能登录，办理记录保留。"}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        problems = check_belonging(given)
        if given.get("is_active") and self.instance.account_state == AccountState.INVITED:
            problems["is_active"] = NOT_OPENED
        role, duties = given.get("role", ""), chosen_duties(given)
        problems |= problems_of(role=role, duties=duties)
        remaining = duties if given.get("is_active") and role == Role.ADMINISTRATOR else []
        lost = last_holder_problems(person_id=self.instance.pk, after=remaining)
        if lost and not given.get("is_active"):
            lost = {"is_active": next(iter(lost.values()))}
        elif lost and role != Role.ADMINISTRATOR:
            lost = {"role": next(iter(lost.values()))}
        problems |= lost
        if problems:
            raise ValidationError(problems)
        return given
