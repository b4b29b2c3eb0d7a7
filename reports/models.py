"""What the reports keep: the figures of each day, and the reminders of the office."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.roles import Role
from documents.models import StoredFile


class Tally(models.Model):
    """How far the exchange was at the end of one day (today: at `measured_at`), by town and firm.

    `due` counts the machines to be exchanged here, `done` those of them that are 已换证. Nobody can count the
    past again: machines are transferred and deregistered. `is_estimated` marks days before the first measuring,
    reckoned back from the dates of intake and of certificates.
    """

    day = models.DateField("日期")
    town = models.CharField("存放镇街", max_length=40, blank=True)
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+", verbose_name="产权单位")
    due = models.PositiveIntegerField("应换证")
    done = models.PositiveIntegerField("已换证")
    is_estimated = models.BooleanField("推算", default=False)
    measured_at = models.DateTimeField("统计时间")

    class Meta:
        verbose_name = verbose_name_plural = "每日统计"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "town", "enterprise"], name="one_tally_of_a_day_town_and_firm"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.town} {self.done}/{self.due}"


class KeptReport(models.Model):
    """A report as it was counted at `taken_at`, which took so many `seconds`; `seen` tells the rows of one scope from others.

    `content` is what a page shows of it. Pages show it where counting takes long (`reports.keeping`).
    """

    key = models.CharField("报表", max_length=20)
    seen = models.CharField(max_length=128, blank=True)
    taken_at = models.DateTimeField("统计时间")
    seconds = models.FloatField("统计用时（秒）")
    content = models.JSONField()

    class Meta:
        verbose_name = verbose_name_plural = "保留的报表"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "seen"], name="one_kept_report_of_a_kind_and_scope")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.taken_at:%Y-%m-%d %H:%M}"

    def age(self, now: dt.datetime) -> dt.timedelta:
        """How long ago it was counted."""
        return now - self.taken_at

    def is_of_another_day(self, now: dt.datetime) -> bool:
        """Whether a day has passed in between."""
        return timezone.localdate(self.taken_at) != timezone.localdate(now)


class Urging(models.Model):
    """One 催办 of the office to one firm: who, when, and how far the firm was."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="urgings", verbose_name="产权单位"
    )
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField("催办时间", default=timezone.now)
    not_begun = models.PositiveIntegerField("未办理")
    drafts = models.PositiveIntegerField("草稿未提交")

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        indexes = [models.Index(fields=["enterprise", "-sent_at"], name="urging_of_firm")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.sent_at:%Y-%m-%d}"


class BulletinQuerySet(models.QuerySet["WeeklyBulletin"]):
    """Reads of kept bulletins; every page begins with `visible_to`."""

    def visible_to(self, user: User) -> BulletinQuerySet:
        """The office's: they are of the whole city, of which a supervisor sees one town."""
        reads = user.is_active and user.role in {Role.HEAD, Role.REVIEWER, Role.ADMINISTRATOR}
        return self.all() if reads else self.none()


class WeeklyBulletin(models.Model):
    """The 通报 of one week of the whole city as it was made on the Monday after; what was told stays what it was."""

    week = models.DateField("统计周(周一)", unique=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("生成时间", default=timezone.now)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通报"

    def __str__(self) -> str:
        return f"通报 {self.week}"

    @property
    def last_day(self) -> dt.date:
        """The Sunday that ends its week."""
        return self.week + dt.timedelta(days=6)
