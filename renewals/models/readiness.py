"""What the pre-check said of a draft, kept so that lists and counts need not run it."""

from __future__ import annotations

from django.db import models

from renewals.models.application import RenewalApplication


class Readiness(models.Model):
    """The pre-check's result at one revision, on one day, with the firm's standing papers of then.

    A copy that may be missing or old: `renewals.readiness.refresh` makes it anew, `precheck` decides.
    """

    renewal = models.OneToOneField(RenewalApplication, models.CASCADE, related_name="readiness")
    revision = models.PositiveIntegerField("修订")
    errors = models.PositiveIntegerField("须改正")
    missing_papers = models.PositiveIntegerField("缺少附件")
    standing = models.CharField("公共附件", max_length=40, blank=True)
    checked_on = models.DateField("预审日期")

    class Meta:
        verbose_name = verbose_name_plural = "草稿预审"

    def __str__(self) -> str:
        return f"{self.renewal_id}: {self.errors}/{self.missing_papers}"
