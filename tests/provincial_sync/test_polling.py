"""Whatever comes back, each issued certificate reaches its machine once."""

from __future__ import annotations

import httpx
import pytest
from django.utils import timezone

from certificates.models import ElectronicCertificate
from devices.models import RegistrationNumber
from devices.models.numbers import NumberKind
from devices.numbers import key_of
from ground.glossary import UploadStatus
from inbox.models import Message
from provincial_sync.models import Upload, UploadState
from provincial_sync.neighbour import province_for
from provincial_sync.rounds import hand_over_round
from tests.contract.surroundings import said
from tests.provincial_sync import cases
from tests.provincial_sync.moments import (
    QUERIES,
    hand_over_all,
    now_of,
    poll_all,
)
from tests.provincial_sync.wires import answer_with, damage

pytestmark = pytest.mark.django_db


def test_a_damaged_certificate_is_fetched_again(upload, wire):
    hand_over_round(seconds=20)
    wire.once("GET", "/certificates/", damage)
    poll_all(seconds=7)
    assert now_of(upload).state == UploadState.SENT
    assert "SM3" in now_of(upload).last_error
    assert not ElectronicCertificate.objects.exists()
    poll_all(seconds=20)
    assert now_of(upload).state == UploadState.ISSUED


def test_a_result_that_is_told_twice_is_taken_over_once(upload, wire):
    hand_over_round(seconds=20)
    poll_all(seconds=7)
    issued = now_of(upload)
    Upload.objects.filter(pk=upload.pk).update(state=UploadState.SENT, due_at=timezone.now())
    poll_all(seconds=20)
    assert now_of(upload).state == UploadState.ISSUED
    assert ElectronicCertificate.objects.filter(renewal=issued.renewal).count() == 1


def test_a_number_of_another_machine_waits_for_a_person(upload, wire, firm, reviewer, administrator):
    hand_over_round(seconds=20)
    number = _announced(wire, upload)
    other = cases.pending(firm).device
    RegistrationNumber.objects.create(
        device=other, kind=NumberKind.ELECTRONIC, number=number, key=key_of(number)
    )
    poll_all(seconds=7)
    failed = now_of(upload)
    assert (failed.state, failed.failure_code) == (UploadState.FAILED, "number_taken")
    assert failed.renewal.upload_status == UploadStatus.FAILED
    assert Message.objects.filter(recipient=administrator, body__contains=number).exists()


def _announced(wire, upload: Upload) -> str:
    """The number that the platform has given the machine."""
    answer = province_for().statuses([now_of(upload).acceptance_number])
    return answer.items[0].certificate.registration_number


def _status(upload: Upload, **item: object) -> httpx.Response:
    """A status query's answer about this upload alone."""
    whole = {
        "acceptanceNo": now_of(upload).acceptance_number,
        "clientRef": upload.client_ref,
        "status": "PROCESSING",
        "revision": 2,
        "updatedAt": "2026-06-02T10:00:00+08:00",
    }
    return said(0, {"items": [whole | item], "unknown": []})


@pytest.mark.parametrize(
    "item",
    [
        {"status": "SEALING", "revision": 1},
        {"status": "ISSUED", "revision": 9, "certificate": None},
        {"status": "RETURNED", "revision": 9, "clientRef": "HZ20260101-SOMEBODY-1", "reason": "别人的件"},
    ],
)
def test_what_cannot_be_a_result_is_not_final(upload, wire, item):
    hand_over_round(seconds=20)
    wire.once("POST", QUERIES, answer_with(_status(upload, **item)))
    poll_all(seconds=7)
    assert now_of(upload).state == UploadState.SENT
    poll_all(seconds=40)
    assert now_of(upload).state == UploadState.ISSUED


def test_an_older_revision_is_passed_over(upload, wire):
    hand_over_round(seconds=20)
    wire.once("POST", QUERIES, answer_with(_status(upload, revision=5)))
    poll_all(seconds=7)
    old = _status(upload, revision=4, status="RETURNED", reason="早先的退回")
    wire.once("POST", QUERIES, answer_with(old))
    poll_all(seconds=20)
    kept = now_of(upload)
    assert (kept.state, kept.province_status, kept.province_revision) == (UploadState.SENT, "PROCESSING", 5)


def test_a_number_that_the_province_has_forgotten_goes_over_again_unchanged(upload, wire):
    hand_over_round(seconds=20)
    number = now_of(upload).acceptance_number
    wire.once("POST", QUERIES, answer_with(said(0, {"items": [], "unknown": [number]})))
    poll_all(seconds=7)
    assert now_of(upload).state == UploadState.WAITING
    hand_over_all(seconds=30)
    assert (now_of(upload).state, now_of(upload).acceptance_number) == (UploadState.SENT, number)


def test_a_question_that_fails_is_asked_again(upload, wire):
    hand_over_round(seconds=20)
    wire.once("POST", QUERIES, answer_with(httpx.Response(200, html="<h1>登录</h1>")))
    poll_all(seconds=7)
    assert now_of(upload).state == UploadState.SENT
    poll_all(seconds=20)
    assert now_of(upload).state == UploadState.ISSUED


def test_a_hundred_and_one_uploads_are_asked_about_in_two_requests(firm, clerk, reviewer, wire):
    first = cases.accepted(firm, reviewer, papers=0)
    hand_over_round(seconds=20)
    original = now_of(first)
    renewals = [cases.pending(firm, papers=0) for _ in range(100)]
    Upload.objects.bulk_create(
        Upload(
            renewal=renewal,
            submission=renewal.submissions.get(),
            client_ref=f"{renewal.reference}-1",
            state=UploadState.SENT,
            body=b"{}",
            body_sm3="0" * 64,
            hold_until=original.hold_until,
            due_at=original.due_at,
            acceptance_number=f"SL-{renewal.pk:08d}",
        )
        for renewal in renewals
    )
    poll_all(seconds=7)
    assert wire.count("POST", QUERIES) == 2
    assert now_of(first).state == UploadState.ISSUED
