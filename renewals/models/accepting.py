"""批量接受: the renewals that a reviewer accepts in one go, each with a result of its own."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from ground.glossary import AcceptOutcome
from renewals.models.application import RenewalApplication


class AcceptJobQuerySet(models.QuerySet["AcceptJob"]):
    """Reads of batches of acceptances."""

    def visible_to(self, user: User) -> AcceptJobQuerySet:
        """One's own; nobody decides in another's name."""
        return self.filter(asked_by=user)


class AcceptJob(models.Model):
    """One 批量接受. It is open while one of its items has no outcome; `confirmed` are the points of the checklist."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("发起时间", default=timezone.now)
    confirmed = models.JSONField("已核对的审核要点", default=list)

    objects = AcceptJobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批量接受"
        indexes = [models.Index(fields=["asked_by", "-asked_at", "-id"], name="accept_job_of_person")]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


class AcceptItem(models.Model):
    """One renewal of a batch: `revision` is the one that the person saw, `said` why it was skipped."""

    job = models.ForeignKey(AcceptJob, models.CASCADE, related_name="items")
    renewal = models.ForeignKey(RenewalApplication, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField("修订")
    outcome = models.CharField(
        "结果", max_length=10, choices=AcceptOutcome.choices, default=AcceptOutcome.WAITING
    )
    said = models.CharField("说明", max_length=400, blank=True)
    done_at = models.DateTimeField("办理时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量接受明细"
        indexes = [
            models.Index(
                fields=["id"], name="accept_item_due", condition=models.Q(outcome=AcceptOutcome.WAITING)
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "renewal"], name="one_item_for_each_renewal_of_a_job")
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.renewal_id}"

    @property
    def result(self) -> AcceptOutcome:
        """The outcome as a word with a tone."""
        return AcceptOutcome(self.outcome)
