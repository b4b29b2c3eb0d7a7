"""What lets a person in: one-time links, earlier passwords, second factors, requests for a new one, sessions."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone


class LinkPurpose(models.TextChoices):
    """What a one-time link is for."""

    INVITE = "invite", "开通账号"
    RESET = "reset", "重设密码"
    FORGOTTEN = "forgotten", "找回密码"

    @property
    def lifetime(self) -> dt.timedelta:
        """How long a link of this kind can be used."""
        return LIFETIMES[self]


LIFETIMES: dict[LinkPurpose, dt.timedelta] = {
    LinkPurpose.INVITE: dt.timedelta(hours=72),
    LinkPurpose.RESET: dt.timedelta(hours=72),
    LinkPurpose.FORGOTTEN: dt.timedelta(hours=1),
}


class OneTimeLinkQuerySet(models.QuerySet["OneTimeLink"]):
    """Reads of links."""

    def living(self, now: dt.datetime) -> OneTimeLinkQuerySet:
        """Those that can still be used."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=now)


class OneTimeLink(models.Model):
    """A link with which a person sets the own password once; its key is kept as a digest alone."""

    digest = models.CharField("摘要", max_length=64, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="links")
    purpose = models.CharField("用途", max_length=20, choices=LinkPurpose.choices)
    created_at = models.DateTimeField("生成时间", default=timezone.now)
    expires_at = models.DateTimeField("有效期至")
    used_at = models.DateTimeField("使用时间", null=True)
    revoked_at = models.DateTimeField("作废时间", null=True)

    objects = OneTimeLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "一次性链接"

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.created_at:%Y-%m-%d %H:%M}"


class PastPassword(models.Model):
    """The hash of a password that a person has or had, so that it is not taken again too soon."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="past_passwords")
    password = models.CharField("密码摘要", max_length=128)
    set_at = models.DateTimeField("设置时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "历史密码"
        ordering: ClassVar = ["-set_at", "-id"]

    def __str__(self) -> str:
        return f"{self.set_at:%Y-%m-%d %H:%M}"


class SecondFactor(models.Model):
    """动态口令 of a person: the authenticator's secret, encrypted with a key outside the database.

    `last_step` is the time step of the last code that was taken: a code is taken once, and none before it.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="second_factor"
    )
    secret = models.CharField("密钥密文", max_length=200)
    set_at = models.DateTimeField("启用时间", default=timezone.now)
    last_step = models.BigIntegerField("最近使用的时间步", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "动态口令"

    def __str__(self) -> str:
        return f"{self.set_at:%Y-%m-%d %H:%M}"


class RecoveryCode(models.Model):
    """恢复码: stands in for the authenticator once; kept as a keyed digest alone."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField("摘要", max_length=64)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "恢复码"
        constraints = [
            models.UniqueConstraint(fields=["person", "digest"], name="recovery_codes_of_a_person_differ")
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class ResetRequest(models.Model):
    """Somebody has asked for a new password: counted by account and address, and the worker's order to mail.

    `person` is empty where name and address of e-mail belong to nobody; such a request is counted alike.
    """

    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    account_digest = models.CharField("账号摘要", max_length=64)
    address = models.CharField("来源地址", max_length=64, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    claimed_at = models.DateTimeField("领取时间", null=True)
    sent_at = models.DateTimeField("发送时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "找回密码申请"
        indexes = [
            models.Index(fields=["account_digest", "asked_at"], name="resets_of_account"),
            models.Index(fields=["address", "asked_at"], name="resets_from_address"),
            models.Index(
                fields=["asked_at"],
                name="resets_to_send",
                condition=models.Q(person__isnull=False, sent_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


class LoginFailure(models.Model):
    """A login that failed: counted by account and by address, whether the account exists or not."""

    at = models.DateTimeField("时间", default=timezone.now)
    account_digest = models.CharField("账号摘要", max_length=64)
    address = models.CharField("来源地址", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录失败"
        indexes = [
            models.Index(fields=["account_digest", "-at"], name="failures_of_account"),
            models.Index(fields=["address", "-at"], name="failures_from_address"),
            models.Index(fields=["at"], name="failures_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class EndedWhy(models.TextChoices):
    """Why a session ended before its time."""

    ELSEWHERE = "elsewhere", "别处登录"
    OWN = "own", "本人在别处结束"
    MANAGER = "manager", "企业管理员结束"
    OFFICE = "office", "安全管理员结束"
    PASSWORD = "password", "密码已修改"
    FACTOR = "factor", "动态口令已修改"
    ROLE = "role", "角色、职责或企业已修改"
    CLOSED = "closed", "账号已停用"


class EndedSession(models.Model):
    """A session that was ended by a step: told once to the browser that still shows its key, kept as a digest alone."""

    digest = models.CharField("摘要", max_length=64, primary_key=True)
    account_id = models.BigIntegerField("账号编号")
    why = models.CharField("原因", max_length=12, choices=EndedWhy.choices)
    agent = models.CharField("浏览器", max_length=40, blank=True, help_text="在哪里结束的")
    ended_at = models.DateTimeField("结束时间", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "已结束的会话"

    def __str__(self) -> str:
        return f"{self.get_why_display()} {self.ended_at:%Y-%m-%d %H:%M}"


class LoginSession(AbstractBaseSession):
    """A session that knows whose it is, so that a person's sessions can be counted and ended."""

    account_id = models.BigIntegerField("账号编号", null=True, db_index=True)
    started_at = models.DateTimeField("登录时间", default=timezone.now)
    last_seen_at = models.DateTimeField("最近操作", default=timezone.now)
    address = models.CharField("来源地址", max_length=64, blank=True)
    agent = models.CharField("浏览器", max_length=40, blank=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = verbose_name_plural = "登录会话"
