"""办理日历: the days on which the office departs from the State Council's calendar."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class ReviewDay(models.Model):
    """One day that the office keeps itself: worked or not, and why."""

    day = models.DateField("日期", unique=True)
    works = models.BooleanField("上班")
    note = models.CharField("说明", max_length=100)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kept_at = models.DateTimeField("维护时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "办理日历"

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {'上班' if self.works else '休息'}"
