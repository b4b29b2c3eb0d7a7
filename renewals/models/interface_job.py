"""Work that a firm's own system leaves to a worker, with a result for each item."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Enterprise, User
from api.models import ApiKey
from ground.encrypted import EncryptedJSONField
from renewals.interface_words import OPEN, InterfaceJobKind, InterfaceJobState


class InterfaceJobQuerySet(models.QuerySet["InterfaceJob"]):
    """Reads of jobs."""

    def visible_to(self, user: User) -> InterfaceJobQuerySet:
        """The own firm's, whoever of it asked; nobody else's."""
        if not (user.is_active and user.is_enterprise):
            return self.none()
        return self.filter(enterprise_id=user.enterprise_id)

    def open(self) -> InterfaceJobQuerySet:
        """Those that are not at their end."""
        return self.filter(state__in=OPEN)


class InterfaceJob(models.Model):
    """One piece of work. Who acts is `key`, or where there is none the person `asked_by`; `problem` says why the rest was refused."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    kind = models.CharField("种类", max_length=20, choices=InterfaceJobKind.choices)
    state = models.CharField(
        "状态", max_length=10, choices=InterfaceJobState.choices, default=InterfaceJobState.QUEUED
    )
    key = models.ForeignKey(ApiKey, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("创建时间", default=timezone.now)
    finished_at = models.DateTimeField("结束时间", null=True)
    problem = models.CharField("说明", max_length=200, blank=True)

    objects = InterfaceJobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口后台任务"
        indexes = [
            models.Index(fields=["enterprise", "-created_at", "-id"], name="interface_job_of_firm"),
            models.Index(
                fields=["id"], name="interface_job_open", condition=models.Q(state__in=[*map(str, OPEN)])
            ),
            models.Index(fields=["finished_at"], name="interface_job_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether some of its items may still be taken."""
        return self.state in OPEN


class InterfaceItem(models.Model):
    """One item: the record and the revision that the caller saw (null: the present one counts), and what became of it.

    `status` is what one call for that record alone would have answered, null while it waits; `tries` counts the workers that took it.
    """

    job = models.ForeignKey(InterfaceJob, models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField("序号")
    reference = models.CharField("受理编号", max_length=32)
    seen = models.PositiveIntegerField("所见的版本", null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField("结果", null=True)
    revision = models.PositiveIntegerField("版本", null=True)
    errors = EncryptedJSONField("原因", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口后台任务明细"
        indexes = [
            models.Index(fields=["id"], name="interface_item_due", condition=models.Q(status__isnull=True))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "place"], name="one_interface_item_for_each_place")
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.reference}"
