"""The rules of a password (GB/T 22239, level 3): long, mixed, not guessable, not one of the last five."""

from __future__ import annotations

from django.contrib.auth import password_validation as django_rules
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from accounts.credentials import PastPassword
from accounts.models import User

REMEMBERED = 5
CLASSES_NEEDED = 3


class LongEnough(django_rules.MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self) -> str:
        return f"密码太短，至少需要 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 个字符。"


class MixedClasses:
    """Three of the four: capital letters, small letters, digits, signs."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError where too few classes are there."""
        kinds = {
            "upper": any(sign.isupper() for sign in password),
            "lower": any(sign.islower() for sign in password),
            "digit": any(sign.isdigit() for sign in password),
            "other": any(not sign.isalnum() for sign in password),
        }
        if sum(kinds.values()) < CLASSES_NEEDED:
            raise ValidationError(
                "密码过于简单：大写字母、小写字母、数字、符号四类中至少要有三类。", code="password_plain"
            )

    def get_help_text(self) -> str:
        """The rule in words."""
        return "大写字母、小写字母、数字、符号四类中至少三类。"


class NotOneself:
    """Neither the account's name nor phone or mailbox stand in it."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError where the password holds what everybody knows of the person."""
        known = (user.username, user.phone, user.email.partition("@")[0]) if user is not None else ()
        if any(len(word) > 3 and word.lower() in password.lower() for word in known):
            raise ValidationError("密码中不能含有账号名、手机号或邮箱名，请换一个。", code="password_oneself")

    def get_help_text(self) -> str:
        """The rule in words."""
        return "不含账号名、手机号和邮箱名。"


class NotCommon(django_rules.CommonPasswordValidator):
    """Not on the list of the passwords that are tried first."""

    def get_error_message(self) -> str:
        return "这个密码太常见，容易被猜到，请换一个。"

    def get_help_text(self) -> str:
        return "不是常见密码。"


class NotRecent:
    """Not the present one nor one of the last five."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError where the person has used the password lately."""
        if user is None or user.pk is None:
            return
        past = list(user.past_passwords.values_list("password", flat=True)[:REMEMBERED])
        if any(check_password(password, kept) for kept in {user.password, *past}):
            raise ValidationError(
                f"不能使用最近 {REMEMBERED} 次用过的密码，请换一个。", code="password_recent"
            )

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Remember the new password's hash, and forget those beyond the last five."""
        if user is None:
            return
        PastPassword.objects.create(person=user, password=user.password)
        kept = PastPassword.objects.filter(person=user).values_list("pk", flat=True)[:REMEMBERED]
        PastPassword.objects.filter(person=user).exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        """The rule in words."""
        return f"不与最近 {REMEMBERED} 次用过的密码相同。"
