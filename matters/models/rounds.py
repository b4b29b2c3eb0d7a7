"""What was handed in each time, and what was decided on it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from ground.glossary import MatterStatus
from matters.models.matter import Matter


class MatterRound(models.Model):
    """One round: the frozen body with its SM3, the list of papers, and afterwards the decision.

    `body` holds no personal data. `attachments` is a list of {"id", "kind", "name", "sm3", "size",
    "media_type"}. `outcome` is empty while the round is undecided or was taken back.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("提交次数")
    body = models.JSONField("申请内容")
    sm3 = models.CharField("SM3", max_length=64)
    attachments = models.JSONField("附件清单", default=list)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField("提交时间", default=timezone.now)
    outcome = models.CharField("结论", max_length=24, choices=MatterStatus.choices, blank=True)
    opinion = models.TextField("审核意见", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField("审核时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "企业事项提交记录"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "number"], name="one_round_of_each_number")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} 第 {self.number} 次提交"
