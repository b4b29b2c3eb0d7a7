"""What runs once a day, and what its comparison with the province found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, may
from devices.models import Device
from ground.glossary import Worded
from provincial_sync.models.outbox import Upload
from renewals.models import RenewalApplication


class RunKind(Worded):
    """Work that is done once a day."""

    RECONCILIATION = "reconciliation", "对账"
    DIGEST = "digest", "每日简报"


class DailyRun(models.Model):
    """One day's run of one kind; its row is the claim, so that many workers do it once."""

    kind = models.CharField("事项", max_length=16, choices=RunKind.choices)
    day = models.DateField("日期")
    started_at = models.DateTimeField("开始时间", default=timezone.now)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    outcome = models.JSONField("结果", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "每日任务"
        constraints: ClassVar = [models.UniqueConstraint(name="one_run_a_day", fields=["kind", "day"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"


class DiscrepancyKind(Worded):
    """What does not agree."""

    NO_UPLOAD = "no_upload", "已接受备案但没有上传任务"
    UNANSWERED = "unanswered", "长时间没有结果"
    TAKEN_THERE = "taken_there", "省网已有而本网没有"
    FILE_DAMAGED = "file_damaged", "证照文件与摘要不符"
    STATE_DIFFERS = "state_differs", "上传状态与上传任务不一致"
    NUMBER_DIFFERS = "number_differs", "备案号与电子证照不一致"
    OWNER_DIFFERS = "owner_differs", "产权单位与省网不一致"


class DiscrepancyState(Worded):
    """What became of it."""

    OPEN = "open", "待处理"
    REPAIRED = "repaired", "系统已修复"
    GONE = "gone", "已自行消除"
    SETTLED = "settled", "已处理"

    @property
    def tone(self) -> str:
        """The colour family of the tag."""
        return {"open": "bad", "repaired": "ok", "settled": "ok"}.get(self.value, "idle")


class DiscrepancyQuerySet(models.QuerySet["Discrepancy"]):
    """Reads of what was found."""

    def visible_to(self, user: User) -> DiscrepancyQuerySet:
        """All for those who may see uploads, none for anybody else."""
        return self.all() if may(user, Action.VIEW_UPLOADS) else self.none()

    def open(self) -> DiscrepancyQuerySet:
        """Those that wait for a person."""
        return self.filter(state=DiscrepancyState.OPEN)


class Discrepancy(models.Model):
    """One thing that does not agree, listed once while it is open; `subject` says of what it is."""

    kind = models.CharField("问题", max_length=16, choices=DiscrepancyKind.choices)
    subject = models.CharField("对象", max_length=80)
    text = models.TextField("说明")
    upload = models.ForeignKey(Upload, models.CASCADE, null=True, related_name="+")
    renewal = models.ForeignKey(RenewalApplication, models.CASCADE, null=True, related_name="+")
    device = models.ForeignKey(Device, models.CASCADE, null=True, related_name="+")
    state = models.CharField(
        "状态", max_length=10, choices=DiscrepancyState.choices, default=DiscrepancyState.OPEN
    )
    found_at = models.DateTimeField("发现时间", default=timezone.now)
    seen_at = models.DateTimeField("最近一次发现", default=timezone.now)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="办理人")
    note = models.CharField("处理说明", max_length=500, blank=True)

    objects = DiscrepancyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对账问题"
        indexes = [
            models.Index(fields=["state", "-found_at", "-id"], name="discrepancy_by_state"),
            models.Index(fields=["-found_at", "-id"], name="discrepancy_latest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="each_open_discrepancy_once",
                fields=["kind", "subject"],
                condition=models.Q(state="open"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"

    def get_absolute_url(self) -> str:
        """Its page in the console."""
        return reverse("console:discrepancy", args=[self.pk])

    @property
    def state_word(self) -> DiscrepancyState:
        """The state as a word with a tone."""
        return DiscrepancyState(self.state)
