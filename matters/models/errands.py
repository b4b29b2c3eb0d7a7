"""须在省网办理: what the province must be told and the interface has no message for."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, may
from devices.models import Device
from matters.models.matter import Matter


class Awaited(models.TextChoices):
    """What the province's feed will tell of the machine when an errand is done there."""

    NOTHING = "", "不由省网告知"
    CANCELLATION = "cancellation", "省网注销"
    OWNER = "owner", "产权单位变更"
    NUMBER = "number", "备案号变更"


class ProvinceErrandQuerySet(models.QuerySet["ProvinceErrand"]):
    """Reads of errands."""

    def visible_to(self, user: User) -> ProvinceErrandQuerySet:
        """All for those of the office who may see uploads, none for anybody else."""
        return self.all() if may(user, Action.VIEW_UPLOADS) else self.none()

    def waiting(self) -> ProvinceErrandQuerySet:
        """Those that nobody has closed."""
        return self.filter(closed_at__isnull=True)


class ProvinceErrand(models.Model):
    """One thing to do by hand at the province's own platform, closed by a person with a note.

    It is also closed by itself when the province's feed tells what it `awaits` of `device` (with the owner's
    code or the number in `expected`); then nobody stands in `closed_by`.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="errands", verbose_name="企业事项")
    task = models.CharField("办理内容", max_length=300)
    awaits = models.CharField("办结标志", max_length=16, choices=Awaited.choices, blank=True)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+", verbose_name="设备")
    expected = models.CharField("应告知的内容", max_length=64, blank=True)
    revision = models.PositiveIntegerField("修订", default=1)
    created_at = models.DateTimeField("产生时间", default=timezone.now)
    closed_at = models.DateTimeField("办结时间", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="办结人"
    )
    note = models.CharField("办结说明", max_length=300, blank=True)

    objects = ProvinceErrandQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "须在省网办理"
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="errand_latest"),
            models.Index(
                fields=["created_at", "id"],
                name="errand_waiting",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["device", "awaits"],
                name="errand_awaiting_the_feed",
                condition=models.Q(closed_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="closed_errands_have_a_note",
                condition=models.Q(closed_at__isnull=True) | ~models.Q(note=""),
            )
        ]

    def __str__(self) -> str:
        return self.task
