"""The figures of the exchange, one query each: for the console's page, the mail, /metrics and /readyz."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Min, Q

from provincial_sync.models import (
    UNFINISHED,
    ChangeState,
    Discrepancy,
    Exchange,
    FailureClass,
    RegistrationChange,
    Upload,
    UploadState,
)

HOUR, DAY, THREE_DAYS = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=3)
OPEN_STATES = (*UNFINISHED, UploadState.FAILED)
_BAD_CALL = Q(code__gt=0) | Q(http_status__isnull=True) | Q(http_status__gte=400)


@dataclass(frozen=True)
class Backlog:
    """The uploads in one state that are not at their end, by age since 接受备案."""

    state: UploadState
    total: int = 0
    over_hour: int = 0
    over_day: int = 0
    over_three_days: int = 0
    oldest: dt.datetime | None = None

    @property
    def state_word(self) -> UploadState:
        """The state as a word with a tone."""
        return UploadState(self.state)


@dataclass(frozen=True)
class Throughput:
    """What was done in the last hour and in the last 24 hours."""

    handed_hour: int
    handed_day: int
    issued_hour: int
    issued_day: int
    returned_day: int
    failed_day: int


@dataclass(frozen=True)
class Calls:
    """Requests to the province in the last hour; `milliseconds` is the mean, None without any."""

    total: int
    bad: int
    milliseconds: int | None


@dataclass(frozen=True)
class ErrorClass:
    """One class and code of failure among the uploads that are not at their end."""

    kind: FailureClass
    code: str
    count: int


def backlog(now: dt.datetime) -> list[Backlog]:
    """待报送, 省网办理中 and 上传异常, each once."""
    rows = Upload.objects.filter(state__in=OPEN_STATES).order_by().values("state")
    counted = rows.annotate(
        total=Count("pk"),
        over_hour=Count("pk", filter=Q(created_at__lt=now - HOUR)),
        over_day=Count("pk", filter=Q(created_at__lt=now - DAY)),
        over_three_days=Count("pk", filter=Q(created_at__lt=now - THREE_DAYS)),
        oldest=Min("created_at"),
    )
    found: dict[str, Any] = {row["state"]: row for row in counted}
    return [Backlog(**{**found.get(state, {}), "state": state}) for state in OPEN_STATES]


def throughput(now: dt.datetime) -> Throughput:
    """Handed over, and come to an end."""
    sent = Upload.objects.filter(sent_at__gte=now - DAY).aggregate(
        handed_day=Count("pk"), handed_hour=Count("pk", filter=Q(sent_at__gte=now - HOUR))
    )
    ended = Upload.objects.filter(finished_at__gte=now - DAY).aggregate(
        issued_day=Count("pk", filter=Q(state=UploadState.ISSUED)),
        issued_hour=Count("pk", filter=Q(state=UploadState.ISSUED, finished_at__gte=now - HOUR)),
        returned_day=Count("pk", filter=Q(state=UploadState.RETURNED)),
        failed_day=Count("pk", filter=Q(state=UploadState.FAILED)),
    )
    return Throughput(**sent, **ended)


def calls(now: dt.datetime) -> Calls:
    """Requests and how many of them did not go well."""
    row = Exchange.objects.filter(at__gte=now - HOUR).aggregate(
        total=Count("pk"), bad=Count("pk", filter=_BAD_CALL), mean=Avg("milliseconds")
    )
    return Calls(row["total"], row["bad"], None if row["mean"] is None else round(row["mean"]))


def error_classes() -> list[ErrorClass]:
    """The most frequent first, at most twenty."""
    rows = Upload.objects.filter(state__in=OPEN_STATES).exclude(failure_class="").exclude(last_error="")
    counted = rows.order_by().values("failure_class", "failure_code").annotate(count=Count("pk"))
    return [
        ErrorClass(FailureClass(row["failure_class"]), row["failure_code"], row["count"])
        for row in counted.order_by("-count", "failure_class", "failure_code")[:20]
    ]


def waiting_for_people() -> dict[str, int]:
    """上传异常 that nobody has marked, items to match, discrepancies: what a person must do."""
    return {
        "failed": Upload.objects.filter(state=UploadState.FAILED, handled_at__isnull=True).count(),
        "changes": RegistrationChange.objects.filter(state=ChangeState.PENDING).count(),
        "discrepancies": Discrepancy.objects.open().count(),
    }


def oldest_waiting(now: dt.datetime) -> dt.timedelta:
    """How long the oldest upload that is due waits; nothing where none is."""
    due = Upload.objects.filter(state=UploadState.WAITING, due_at__lte=now)
    first = due.aggregate(first=Min("due_at"))["first"]
    return now - first if first else dt.timedelta(0)
