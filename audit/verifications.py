"""What verifying found, kept for the page and the figures, and told where it is bad."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable

import structlog
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.timezone import localtime

from audit.anchors import kept_anchors
from audit.append_only import AppendOnly, AppendOnlyQuerySet
from audit.findings import Finding
from audit.verifying import Verifier

SHOWN = 50  # findings that the page keeps word by word
_log = structlog.get_logger("audit")


class Verification(AppendOnly):
    """One walk over the whole chain: how far, what was found, how many rows waited."""

    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间")
    links = models.BigIntegerField("核验条数")
    until = models.BigIntegerField("核验到")
    waiting = models.BigIntegerField("待封存")
    findings = models.BigIntegerField("异常数")
    told = models.JSONField("异常", default=list)

    objects = AppendOnlyQuerySet["Verification"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核验结果"
        indexes = [models.Index(fields=["-ended_at", "-id"], name="verifications_latest")]

    def __str__(self) -> str:
        return f"{localtime(self.ended_at):%Y-%m-%d %H:%M} {self.findings}"

    @property
    def seconds(self) -> int:
        """How long it took."""
        return round((self.ended_at - self.started_at).total_seconds())


# Who is told of findings; layers above register, because people are not known here.
alarms: list[Callable[[Verification], None]] = []


def last_verification() -> Verification | None:
    """The latest result."""
    return Verification.objects.order_by("-ended_at", "-id").first()


def verify_and_keep() -> Verification:
    """Walk over everything, keep the result, and tell who must know of findings."""
    started = timezone.now()
    walk = Verifier(anchors=kept_anchors())
    first, count = _counted(walk.run())
    kept = Verification.objects.create(
        started_at=started,
        ended_at=timezone.now(),
        links=walk.links,
        until=walk.end[0],
        waiting=walk.waiting,
        findings=count,
        told=[str(finding) for finding in first],
    )
    _log.info("record verified", links=walk.links, findings=count, seconds=kept.seconds)
    if count:
        for alarm in alarms:
            alarm(kept)
    return kept


def verify_if_due(now: dt.datetime) -> bool:
    """Verify once a day after AUDIT_VERIFY_HOUR; whether it was done now."""
    here = localtime(now)
    if settings.AUDIT_VERIFY_HOUR < 0 or here.hour < settings.AUDIT_VERIFY_HOUR:
        return False
    since = here.replace(hour=settings.AUDIT_VERIFY_HOUR, minute=0, second=0, microsecond=0)
    if Verification.objects.filter(ended_at__gte=since).exists():
        return False
    verify_and_keep()
    return True


def _counted(findings: Iterable[Finding]) -> tuple[list[Finding], int]:
    """The first findings and how many there are, without keeping them all."""
    walk = iter(findings)
    first = list(itertools.islice(walk, SHOWN))
    return first, len(first) + sum(1 for _ in walk)
