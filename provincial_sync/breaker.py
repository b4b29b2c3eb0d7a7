"""The circuit breaker: one opinion of all workers on whether the province can be reached at all.

It opens after PROVINCE_BREAKER_FAILURES failures in a row. While it is open nobody calls, but at
`probe_due_at` one worker: the conditional UPDATE that moves the moment on decides which. Its answer closes
the breaker; its failure opens it for twice as long, up to PROVINCE_BREAKER_SLOWEST_SECONDS. A worker that
dies while it probes gives the turn back by time.
"""

from __future__ import annotations

import datetime as dt

import structlog
from django.conf import settings
from django.db.models import F

from provincial_sync.alarms import tell_once_an_hour
from provincial_sync.in_flight import LONGEST
from provincial_sync.messages import ProvinceFailure
from provincial_sync.models import ProvinceState

TELL_AFTER = 4  # openings in a row: some minutes, after which administrators are told once
_log = structlog.get_logger("province")
TITLE = "与省网的联系中断，报送已暂缓"
BODY = (
    "多次试探仍未恢复：{cause}\n系统会自动试探，恢复后自动继续，资料不会丢失，无需操作。"
    "长时间不恢复的，请联系省网或检查本网的网络。"
)


def closed_until(row: ProvinceState, now: dt.datetime) -> dt.datetime | None:
    """Until when an open breaker lets nobody through, None where somebody may call."""
    due = row.probe_due_at if row.breaker_opened_at else None
    return due if due and due > now else None


def claim_probe(now: dt.datetime) -> bool:
    """Whether this worker is the one that may try while the breaker is open."""
    turn = dt.timedelta(seconds=LONGEST * settings.PROVINCE_TIMEOUT_SECONDS + 5)
    due = ProvinceState.objects.filter(pk=1, breaker_opened_at__isnull=False, probe_due_at__lte=now)
    return due.update(probe_due_at=now + turn) == 1


def close() -> None:
    """The province answered."""
    opened = ProvinceState.objects.filter(pk=1, breaker_opened_at__isnull=False)
    if opened.update(breaker_opened_at=None, probe_due_at=None, breaker_trips=0):
        _log.warning("breaker closed")


def count_failure(failure: ProvinceFailure, *, probing: bool, now: dt.datetime) -> None:
    """Open after enough failures in a row, or again after a probe in vain.

    A failure by which the province names its own time (Retry-After) opens nothing.
    """
    row = ProvinceState.objects.filter(pk=1)
    if probing:
        trips = row.values_list("breaker_trips", flat=True).get()
        again = row.filter(breaker_opened_at__isnull=False)
        again.update(probe_due_at=now + _pause(trips), breaker_trips=F("breaker_trips") + 1)
        if trips + 1 == TELL_AFTER:
            tell_once_an_hour(title=TITLE, body=BODY.format(cause=failure.message), now=now)
        return
    if failure.retry_after:
        return
    closed = row.filter(
        breaker_opened_at__isnull=True, failures_in_a_row__gte=settings.PROVINCE_BREAKER_FAILURES
    )
    if closed.update(breaker_opened_at=now, probe_due_at=now + _pause(0), breaker_trips=1):
        _log.warning("breaker opened", code=failure.code)


def try_now(now: dt.datetime) -> None:
    """An administrator wants to know at once: the next worker may probe."""
    ProvinceState.objects.filter(pk=1, breaker_opened_at__isnull=False).update(probe_due_at=now)


def _pause(trips: int) -> dt.timedelta:
    seconds = settings.PROVINCE_BREAKER_SECONDS * 2 ** min(trips, 20)
    return dt.timedelta(seconds=min(seconds, settings.PROVINCE_BREAKER_SLOWEST_SECONDS))
