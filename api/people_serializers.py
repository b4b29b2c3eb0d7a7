"""The shapes of accounts, for reading requests and for the schema."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.forms import PHONE, USERNAME
from accounts.roles import ENTERPRISE_ROLES, Role
from api.fields import CodedField, StrictSerializer, WordSerializer
from ground.glossary import AccountState

BAD_NAME = "账号须为 4 至 40 位，以字母开头，只含字母、数字、点、短横线、下划线。"
ROLES = [(role.value, role.label) for role in Role if role in ENTERPRISE_ROLES]
BAD_PHONE = "手机号只能含数字、空格和短横线，请核对。"


class PersonSerializer(serializers.Serializer[Any]):
    """One of the firm's people. `sessions` is in how many places the person is logged in."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    full_name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    role = WordSerializer()
    state = CodedField(AccountState)
    last_login = serializers.DateTimeField(allow_null=True)
    sessions = serializers.IntegerField()


class PersonChangeSerializer(StrictSerializer):
    """What is to be changed of a person; what is not named stays."""

    full_name = serializers.CharField(max_length=40, required=False)
    role = serializers.ChoiceField(choices=ROLES, required=False)
    phone = serializers.RegexField(
        PHONE, max_length=20, allow_blank=True, required=False, error_messages={"invalid": BAD_PHONE}
    )
    email = serializers.EmailField(max_length=254, allow_blank=True, required=False)

    def validate_phone(self, given: str) -> str:
        """The whole number, not a part of it."""
        if given and not PHONE.fullmatch(given):
            raise serializers.ValidationError(BAD_PHONE, "invalid")
        return given


class InvitationSerializer(PersonChangeSerializer):
    """邀请人员: the account's name stays for ever."""

    username = serializers.RegexField(USERNAME, max_length=40, error_messages={"invalid": BAD_NAME})
    full_name = serializers.CharField(max_length=40)
    role = serializers.ChoiceField(choices=ROLES)
    phone = serializers.RegexField(
        PHONE, max_length=20, allow_blank=True, default="", error_messages={"invalid": BAD_PHONE}
    )
    email = serializers.EmailField(max_length=254, allow_blank=True, default="")

    def validate_username(self, given: str) -> str:
        """The whole name, not a part of it."""
        if not USERNAME.fullmatch(given):
            raise serializers.ValidationError(BAD_NAME, "invalid")
        return given


class InvitedSerializer(PersonSerializer):
    """Who was invited. `link` sets the password, once, within 72 hours; it is shown in this answer alone."""

    link = serializers.CharField()
    mailed = serializers.BooleanField()


class ResetSerializer(PersonSerializer):
    """The person, and the link that sets the password, once, for so many hours; it is shown in this answer alone."""

    link = serializers.CharField(help_text="一次性链接，只在此次答复中给出；由本人打开设置密码")
    hours = serializers.IntegerField(help_text="链接的有效小时数")
    mailed = serializers.BooleanField()


class EndedSessionsSerializer(serializers.Serializer[Any]):
    """How many sessions ended; the caller's own goes on."""

    ended = serializers.IntegerField(help_text="结束的登录会话数；本人正在使用的会话不结束")


class AccountSerializer(serializers.Serializer[Any]):
    """An account as 安全管理员 sees it: names and numbers masked, `enterprise` blank for people of the office."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    full_name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    role = WordSerializer()
    duties = WordSerializer(many=True)
    enterprise = serializers.CharField(allow_blank=True)
    state = CodedField(AccountState)
    last_login = serializers.DateTimeField(allow_null=True)
    sessions = serializers.IntegerField()


class WholeAccountSerializer(AccountSerializer):
    """One account with the end of its lock, null where nothing locks it."""

    locked_until = serializers.DateTimeField(allow_null=True)
