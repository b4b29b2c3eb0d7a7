"""What all workers share about the province: one row of opinion, and the places for requests in flight."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ProvinceState(models.Model):
    """The one row that all workers share about the neighbour: its clock, and when not to knock.

    `not_before` is what the province asked for (Retry-After); `paused_until` is our own patience after
    a configuration fault, which an administrator ends by 立即重试. While `breaker_opened_at` is set nobody
    calls but one worker at `probe_due_at` (see `provincial_sync.breaker`).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    clock_offset_seconds = models.IntegerField("时钟差(秒)", default=0)
    not_before = models.DateTimeField("暂停请求至", null=True, blank=True)
    paused_until = models.DateTimeField("配置故障暂停至", null=True, blank=True)
    problem = models.CharField("当前问题", max_length=500, blank=True)
    alarmed_at = models.DateTimeField("最近告警", null=True, blank=True)
    failures_in_a_row = models.PositiveIntegerField("连续失败", default=0)
    away_since = models.DateTimeField("中断自", null=True, blank=True)
    last_success_at = models.DateTimeField("最近成功", null=True, blank=True)
    breaker_opened_at = models.DateTimeField("熔断开始", null=True, blank=True)
    probe_due_at = models.DateTimeField("下次试探", null=True, blank=True)
    breaker_trips = models.PositiveIntegerField("连续熔断次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "省网状态"
        constraints: ClassVar = [models.CheckConstraint(name="one_province", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return "省网"


class CallSlot(models.Model):
    """One of the places for requests that are under way at the same moment, in whichever process."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    token = models.CharField(max_length=40, blank=True)
    taken_until = models.DateTimeField("占用至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "省网请求名额"

    def __str__(self) -> str:
        return str(self.number)
