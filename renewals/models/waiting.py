"""How long the steps of a renewal took lately: measured by a worker, read by every page."""

from __future__ import annotations

from django.db import models


class WaitingTime(models.Model):
    """One stage: how many cases, and the seconds within which half and four fifths of them were done."""

    stage = models.CharField("环节", max_length=16, primary_key=True)
    samples = models.PositiveIntegerField("件数")
    median_seconds = models.PositiveIntegerField("半数用时(秒)")
    most_seconds = models.PositiveIntegerField("八成用时(秒)")
    measured_at = models.DateTimeField("统计时间")

    class Meta:
        verbose_name = verbose_name_plural = "办理用时"

    def __str__(self) -> str:
        return f"{self.stage}: {self.samples}"
