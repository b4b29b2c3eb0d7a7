"""Many workers, one row: whoever updates it has it, and a lease that runs out frees it."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import HistoryEntry
from ground.glossary import Step
from provincial_sync import claiming
from provincial_sync.models import FailureClass, Upload, UploadState
from provincial_sync.rounds import hand_over_round
from tests.provincial_sync import cases


def in_threads(work, count: int = 4) -> list:
    """The results of `work` in several threads that begin together."""
    gate = threading.Barrier(count)

    def one(_number: int):
        gate.wait(10)
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def claim() -> Upload | None:
    now = timezone.now()
    return claiming.claim_waiting(claiming.waiting(now), now=now)


@pytest.mark.django_db(transaction=True)
def test_one_row_goes_to_one_of_several_workers(upload):
    claimed = [found for found in in_threads(claim) if found]
    assert [found.pk for found in claimed] == [upload.pk]
    assert HistoryEntry.objects.filter(step=Step.UPLOAD_STARTED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_several_workers_hand_each_renewal_over_once(firm, clerk, reviewer, wire):
    uploads = [cases.accepted(firm, reviewer, papers=1) for _ in range(8)]
    in_threads(lambda: hand_over_round(seconds=30))
    hand_over_round(seconds=30)
    assert {now.state for now in Upload.objects.all()} == {UploadState.SENT}
    assert wire.count("POST", "/renewals") == len(uploads)
    nonces = [headers["X-Nonce"] for headers in wire.headers]
    assert len(nonces) == len(set(nonces))


@pytest.mark.django_db(transaction=True)
def test_one_batch_of_questions_goes_to_one_worker(firm, clerk, reviewer, wire):
    for _ in range(3):
        cases.accepted(firm, reviewer, papers=0)
    hand_over_round(seconds=30)
    Upload.objects.update(due_at=timezone.now())

    def claim_batch() -> list[Upload]:
        now = timezone.now()
        return claiming.claim_sent(claiming.sent(now), now=now)

    assert sum(len(batch) for batch in in_threads(claim_batch)) == 3


@pytest.mark.django_db
def test_a_leased_row_is_free_again_when_the_lease_runs_out(upload):
    first = claim()
    assert claim() is None
    Upload.objects.filter(pk=upload.pk).update(leased_until=timezone.now() - dt.timedelta(seconds=1))
    second = claim()
    assert (second.pk, second.attempts) == (first.pk, 2)
    assert second.failure_class == FailureClass.UNCERTAIN, "how the first try ended is not known"


@pytest.mark.django_db
def test_who_has_lost_the_lease_writes_nothing(upload):
    first = claim()
    Upload.objects.filter(pk=upload.pk).update(leased_until=timezone.now() - dt.timedelta(seconds=1))
    claim()
    assert claiming.keep(first, now=timezone.now()) is False
    assert claiming.mine(first).update(state=UploadState.FAILED) == 0


@pytest.mark.django_db
def test_the_first_claim_has_no_doubt(upload):
    assert claim().failure_class == ""
