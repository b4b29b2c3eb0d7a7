"""正在查看: who has a case open. A row is worth nothing once it is older than VIEWING_SECONDS."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from renewals.models.application import RenewalApplication


class ViewingQuerySet(models.QuerySet["Viewing"]):
    """Reads of who looks at what."""

    def live(self, now: dt.datetime) -> ViewingQuerySet:
        """Those whose page was still open at `now`."""
        return self.filter(seen_at__gt=now - dt.timedelta(seconds=settings.VIEWING_SECONDS))


class Viewing(models.Model):
    """One person with one case open, as the page said last."""

    renewal = models.ForeignKey(RenewalApplication, models.CASCADE, related_name="viewings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField("最近查看", default=timezone.now)

    objects = ViewingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "正在查看"
        indexes = [models.Index(fields=["seen_at"], name="viewing_by_time")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["renewal", "person"], name="one_viewing_for_each_person")
        ]

    def __str__(self) -> str:
        return f"{self.renewal_id} {self.person_id}"
