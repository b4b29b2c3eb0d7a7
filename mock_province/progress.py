"""Renewals move on by time, whenever somebody asks; certificates are made by one thread beside.

A certificate takes some hundredths of a second to typeset. Whoever asks waits for the first few that are due,
not for a whole batch: the others are PROCESSING until the thread has made them.
"""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime
from threading import Lock

from django.db.models import F, Q
from django.utils import timezone

from mock_province import clock, ledger
from mock_province.issuance import issue
from mock_province.judgement import reasons_to_return
from mock_province.models import Platform, Renewal, Status
from mock_province.sm3 import digest

BATCH = 100
WAITED_FOR = 8  # certificates that one answer waits for
PATIENCE_SECONDS = 8.0  # at most, however slow the machine is
_typesetter = ThreadPoolExecutor(1, "typesetter")
_at_work: dict[int, Future[None]] = {}
_door = Lock()


def settle(renewals: Iterable[Renewal]) -> None:
    """Move on what is due among these, in order."""
    platform = Platform.present()
    making = [made for renewal in renewals if (made := advance(renewal, timezone.now(), platform))]
    wait(making[:WAITED_FOR], timeout=PATIENCE_SECONDS)


def settle_all_due() -> None:
    """The same for everything that is due, oldest first."""
    now = timezone.now()
    opened = Q(status=Status.RECEIVED, processing_at__lte=now)
    decided = Q(status__in=[Status.RECEIVED, Status.PROCESSING], decided_at__lte=now)
    due = Renewal.objects.filter(opened | decided).select_related("supersedes")
    settle(due.order_by("decided_at")[:BATCH])


def advance(renewal: Renewal, now: datetime, platform: Platform) -> Future[None] | None:
    """RECEIVED → PROCESSING → ISSUED | RETURNED, each step claimed by a conditional UPDATE.

    What is due is judged by true time (`now`), what is stamped is the platform's. Answers the making of the
    certificate, where one is due.
    """
    if renewal.status == Status.RECEIVED and now >= renewal.processing_at:
        renewal.status = Status.PROCESSING
        _step(renewal, Status.RECEIVED, clock.now(), status=Status.PROCESSING)
    if renewal.status == Status.PROCESSING and now >= renewal.decided_at:
        return _decide(renewal, clock.now(), platform)
    return None


def _decide(renewal: Renewal, now: datetime, platform: Platform) -> Future[None] | None:
    former = renewal.supersedes.content if renewal.supersedes else None
    reasons = reasons_to_return(renewal.content, former, timezone.localdate(renewal.received_at))
    reasons += _by_condition(renewal, platform)
    if not reasons:
        return _have_made(renewal, now)
    if _step(renewal, Status.PROCESSING, now, status=Status.RETURNED, reason="；".join(reasons)[:2000]):
        ledger.committed("returned", clientRef=renewal.client_ref, acceptanceNo=renewal.acceptance_no)
    return None


def _by_condition(renewal: Renewal, platform: Platform) -> list[str]:
    """The share that is returned on purpose: always the same ones of a share."""
    throw = digest(renewal.acceptance_no.encode())[1] * 100 / 256
    return (
        [platform.return_reason or "资料与现场核查不符，请核对后重新提交"]
        if throw < platform.return_percent
        else []
    )


def _have_made(renewal: Renewal, now: datetime) -> Future[None]:
    """The one making of this certificate, however many ask."""
    with _door:
        made = _at_work.get(renewal.pk)
        if made is None:
            made = _at_work[renewal.pk] = _typesetter.submit(
                _make, renewal, now, ledger.request_at_work.get()
            )
        return made


def _make(renewal: Renewal, now: datetime, request_id: str) -> None:
    ledger.request_at_work.set(request_id)
    try:
        issue(renewal, now)
    finally:
        with _door:
            _at_work.pop(renewal.pk, None)


def _step(renewal: Renewal, before: Status, now: datetime, **changes: str) -> int:
    row = Renewal.objects.filter(pk=renewal.pk, status=before)
    return row.update(revision=F("revision") + 1, updated_at=now, **changes)
