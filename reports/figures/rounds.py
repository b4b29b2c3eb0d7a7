"""Rounds of review over the last weeks: grouped by day in the database, reckoned in working days here."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from ground.glossary import Outcome
from renewals.deadlines import due_date, office_days
from renewals.models import Submission
from renewals.waiting_times import percentile
from reports.scope import Scope


@dataclass(slots=True)
class Rounds:
    """What the office decided since `since`; `days` are calendar days of each decided round → how many."""

    since: dt.date
    decided: int = 0
    on_time: int = 0
    first_decided: int = 0
    first_accepted: int = 0
    days: Counter[int] = field(default_factory=Counter)
    by_week: dict[dt.date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def weeks(self) -> list[tuple[dt.date, list[int]]]:
        """Monday → handed in, decided, accepted, refused; the latest first."""
        names = ("submitted", "decided", "accepted", "rejected")
        return [
            (week, [counts[name] for name in names])
            for week, counts in sorted(self.by_week.items(), reverse=True)
        ]

    @property
    def submitted_by_week(self) -> list[tuple[str, float, str]]:
        """The points of the chart, the earliest first."""
        return [
            (f"{week:%m-%d}", counts["submitted"], str(counts["submitted"]))
            for week, counts in sorted(self.by_week.items())
        ]

    def days_word(self, percent: int) -> str:
        """The percentile of the days in words, a dash where nothing was decided."""
        ordered = sorted(self.days.elements())
        return f"{percentile(ordered, percent)} 天" if ordered else "—"


def rounds_of(scope: Scope, today: dt.date) -> Rounds:
    """The rounds decided, and those handed in, since the Monday REPORT_WEEKS ago; three queries.

    The office's decision counts, whatever the province says later; 撤销接受 makes it none of acceptance.
    """
    since = monday(today) - dt.timedelta(weeks=settings.REPORT_WEEKS)
    rounds = Rounds(since)
    for weeks in range(settings.REPORT_WEEKS + 1):
        rounds.by_week[since + dt.timedelta(weeks=weeks)] = Counter()
    begin = timezone.make_aware(dt.datetime.combine(since, dt.time.min))
    _count_decided(rounds, scope, begin)
    _count_submitted(rounds, scope, begin)
    return rounds


def monday(day: dt.date) -> dt.date:
    """The Monday of the day's week."""
    return day - dt.timedelta(days=day.weekday())


def _count_decided(rounds: Rounds, scope: Scope, begin: dt.datetime) -> None:
    decided = scope.decisions().filter(at__gte=begin).exclude(outcome=Outcome.PROVINCE_RETURNED)
    groups: Any = decided.values_list(
        TruncDate("submission__submitted_at"), TruncDate("at"), "outcome", "submission__round"
    ).annotate(count=Count("pk"), standing=Count("pk", filter=Q(revoked_at__isnull=True)))
    days = office_days()
    for submitted, at, outcome, number, count, standing in groups:
        rounds.decided += count
        rounds.days[max(0, (at - submitted).days)] += count
        rounds.on_time += count if at <= due_date(submitted, days=days) else 0
        week = rounds.by_week[monday(at)]
        week["decided"] += count
        week[outcome] += standing if outcome == Outcome.ACCEPTED else count
        if number == 1:
            rounds.first_decided += count
            rounds.first_accepted += standing if outcome == Outcome.ACCEPTED else 0


def _count_submitted(rounds: Rounds, scope: Scope, begin: dt.datetime) -> None:
    handed_in = Submission.objects.filter(submitted_at__gte=begin).order_by()
    if scope.is_town:
        handed_in = handed_in.filter(renewal__in=scope.renewals())
    groups: Any = handed_in.values_list(TruncDate("submitted_at")).annotate(Count("submitted_at"))
    for day, count in groups:
        rounds.by_week[monday(day)]["submitted"] += count
