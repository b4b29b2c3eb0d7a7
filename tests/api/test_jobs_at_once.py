"""Two workers at one job, and a cancellation while a worker is at it."""

from __future__ import annotations

import pytest

from ground.glossary import ApprovalStatus
from renewals.models import InterfaceJob, RenewalApplication, Submission
from renewals.services.submitting_many import submit_what_waits
from tests.api.caller import BASE, Caller, key_of
from tests.cases import drafted
from tests.renewals.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 6


def begun(manager, reviewer) -> tuple[Caller, str]:
    """Who asked, and where the job stands."""
    firm = Caller(key_of(manager)[1])
    renewals = [drafted(manager, reviewer, number) for number in range(1, COUNT + 1)]
    items = [{"reference": renewal.reference} for renewal in renewals]
    answer = firm.post("renewals/submit-many/", {"items": items, "declared": True})
    return firm, answer["Location"].removeprefix(BASE)


def test_two_workers_hand_each_renewal_in_once(manager, reviewer):
    firm, place = begun(manager, reviewer)
    results = at_once(submit_what_waits, submit_what_waits)
    assert sum(results) == COUNT
    job = firm.get(place).json()
    assert (job["state"]["code"], {line["status"] for line in job["results"]}) == ("done", {200})
    assert Submission.objects.count() == COUNT


def test_who_cancels_meanwhile_reads_what_was_handed_in(manager, reviewer):
    firm, place = begun(manager, reviewer)
    _count, cancelled = at_once(submit_what_waits, lambda: firm.post(f"{place}cancel/"))
    assert cancelled.status_code in {200, 409}, cancelled
    job = firm.get(place).json()
    assert job["state"]["code"] == ("cancelled" if cancelled.status_code == 200 else "done")
    for line in job["results"]:
        renewal = RenewalApplication.objects.get(reference=line["reference"])
        handed_in = renewal.approval_status == ApprovalStatus.PENDING
        assert line["status"] == (200 if handed_in else 409)
    assert InterfaceJob.objects.open().count() == 0
