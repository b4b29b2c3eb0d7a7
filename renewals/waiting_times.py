"""How long a review and the issue of a certificate take: measured from what was decided lately.

Pages read two small rows; a worker measures. Below WAITING_SAMPLES cases nothing is said but the law's term.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Min

from ground.glossary import Outcome
from ground.kept_counts import kept
from renewals.models import Decision, RenewalApplication, WaitingTime

REVIEW, ISSUE = "review", "issue"
MOST = 20_000  # cases that are looked at, the latest
HOUR, DAY = 3600, 86_400


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual of one stage; `median` and `most` (four fifths) are None below enough cases."""

    samples: int = 0
    median: dt.timedelta | None = None
    most: dt.timedelta | None = None

    @property
    def words(self) -> tuple[str, str]:
        """Median and four fifths for people, empty where there are too few cases."""
        if self.median is None or self.most is None:
            return "", ""
        return duration_words(self.median), duration_words(self.most)


def measure(now: dt.datetime) -> None:
    """Measure both stages over the last WAITING_WEEKS and keep the result."""
    since = now - dt.timedelta(weeks=settings.WAITING_WEEKS)
    for stage, durations in ((REVIEW, _reviews(since)), (ISSUE, _issues(since))):
        seconds = sorted(max(0, int(duration.total_seconds())) for duration in durations)
        WaitingTime.objects.update_or_create(
            stage=stage,
            defaults={
                "samples": len(seconds),
                "median_seconds": percentile(seconds, 50),
                "most_seconds": percentile(seconds, 80),
                "measured_at": now,
            },
        )


def usual_times() -> dict[str, Usual]:
    """Stage → what is usual, as it was known within some seconds; at most one query."""
    columns = ("stage", "samples", "median_seconds", "most_seconds")
    found = kept("usual-times", lambda: [list(row) for row in WaitingTime.objects.values_list(*columns)])
    measured = {stage: figures for stage, *figures in found}
    return {stage: _usual(*measured.get(stage, (0, 0, 0))) for stage in (REVIEW, ISSUE)}


def percentile(ordered: Sequence[int], percent: int) -> int:
    """The nearest-rank percentile of an ordered sequence, 0 of an empty one."""
    return ordered[math.ceil(len(ordered) * percent / 100) - 1] if ordered else 0


def duration_words(duration: dt.timedelta) -> str:
    """N 小时, N 天 or N.5 天: rounded up, so that nothing is promised too early."""
    seconds = duration.total_seconds()
    if seconds < HOUR:
        return "1 小时"
    if seconds < DAY:
        return f"{math.ceil(seconds / HOUR)} 小时"
    return f"{math.ceil(seconds / DAY * 2) / 2:g} 天"


def _usual(samples: int, median: int, most: int) -> Usual:
    if not samples or samples < settings.WAITING_SAMPLES:
        return Usual(samples)
    return Usual(samples, dt.timedelta(seconds=median), dt.timedelta(seconds=most))


def _reviews(since: dt.datetime) -> Iterable[dt.timedelta]:
    """From 提交备案 to the office's first decision on that round; what the province returned is no review."""
    decided = Decision.objects.exclude(outcome=Outcome.PROVINCE_RETURNED).filter(at__gte=since)
    rounds = decided.values("submission", "submission__submitted_at").annotate(first=Min("at"))
    rows = rounds.order_by("-first").values_list("submission__submitted_at", "first")[:MOST]
    return [first - submitted for submitted, first in rows]


def _issues(since: dt.datetime) -> Iterable[dt.timedelta]:
    """From 接受备案 to the certificate."""
    done = RenewalApplication.objects.filter(completed_at__gte=since, decided_at__isnull=False)
    rows = done.order_by("-completed_at").values_list("decided_at", "completed_at")[:MOST]
    return [completed - accepted for accepted, completed in rows if accepted and completed]
