"""Rows of 个人信息: versions of the notice, consents, and what people ask for."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from ground.encrypted import EncryptedField
from ground.glossary import Worded


class AppendOnly(models.QuerySet[Any]):
    """Reads; a row that others rely on is never rewritten."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("append-only")


class PrivacyNotice(models.Model):
    """One version of the city's text. The one with the greatest number is in force; none is ever changed.

    `asks_consent`: whoever acts for a firm confirms it before going on. `digest` is the SM3 of the text.
    """

    version = models.PositiveIntegerField("版本", unique=True)
    text = models.TextField("正文", max_length=20000)
    digest = models.CharField("SM3 摘要", max_length=64)
    asks_consent = models.BooleanField("须重新确认", default=True)
    reason = models.CharField("修改说明", max_length=200)
    published_at = models.DateTimeField("发布时间", default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "个人信息保护政策"
        ordering: ClassVar = ["-version"]

    def __str__(self) -> str:
        return f"第 {self.version} 版"


class Consent(models.Model):
    """That a person confirmed a version, which the digest proves even where the text were lost."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    version = models.PositiveIntegerField("版本")
    digest = models.CharField("SM3 摘要", max_length=64)
    at = models.DateTimeField("确认时间", default=timezone.now)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息同意"
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "version"],
                name="one_consent_to_a_version",
                condition=models.Q(withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"第 {self.version} 版 {self.at:%Y-%m-%d %H:%M}"


class RequestState(Worded):
    """Where a request for deletion stands."""

    WAITING = "waiting", "待处理"
    DONE = "done", "已删除"
    DECLINED = "declined", "不予删除"

    @property
    def tone(self) -> str:
        """The colour family of the tag."""
        return {"waiting": "warn", "done": "ok"}.get(self.value, "idle")


class DeletionRequest(models.Model):
    """A person asks that what is held of them be deleted; answered by 安全管理员."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="deletion_requests")
    note = EncryptedField("说明", max_length=200, blank=True, purpose="note")
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    state = models.CharField(
        "状态", max_length=10, choices=RequestState.choices, default=RequestState.WAITING
    )
    answer = models.CharField("答复", max_length=300, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "删除个人信息申请"
        indexes: ClassVar = [models.Index(fields=["state", "-asked_at", "-id"], name="deletion_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                name="one_open_deletion_request",
                condition=models.Q(state=RequestState.WAITING),
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def state_word(self) -> RequestState:
        """The state as a word with a tone."""
        return RequestState(self.state)
