"""正在查看 and 签收: who has a case open, and who has taken it in hand."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User


class Claimable(models.Model):
    """A case that one reviewer at a time has in hand, until a moment: an abandoned page frees it by itself."""

    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField("签收有效至", null=True, blank=True)

    class Meta:
        abstract = True

    def is_claimed(self, now: dt.datetime) -> bool:
        """Whether a reviewer's claim still stands at `now`."""
        return bool(self.claimed_by_id and self.claimed_until and self.claimed_until > now)

    def claimed_by_other(self, user: User, now: dt.datetime) -> bool:
        """Whether another reviewer's claim still stands at `now`."""
        return self.is_claimed(now) and self.claimed_by_id != user.pk


class ViewingQuerySet(models.QuerySet["Viewing"]):
    """Reads of who looks at what."""

    def live(self, now: dt.datetime) -> ViewingQuerySet:
        """Those whose page was still open at `now`."""
        return self.filter(seen_at__gt=now - dt.timedelta(seconds=settings.VIEWING_SECONDS))


class Viewing(models.Model):
    """One person with one case open, as the page said last; worth nothing after VIEWING_SECONDS.

    `kind` is the name of the case's kind (`desk.kinds`), `case_id` its id: a look binds nothing, so no key does.
    """

    kind = models.CharField("待办种类", max_length=20)
    case_id = models.BigIntegerField("待办编号")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField("最近查看", default=timezone.now)

    objects = ViewingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "正在查看"
        indexes = [models.Index(fields=["person", "seen_at"], name="viewing_by_person")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "case_id", "person"], name="one_viewing_for_each_case")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id} {self.person_id}"
