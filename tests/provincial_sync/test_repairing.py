"""撤销接受 while it is held, 立即重试, and 转为不接受备案 where the province took nothing."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from ground.errors import NotAllowed, RuleBroken, StepRefused
from ground.glossary import ApprovalStatus, UploadStatus
from provincial_sync.models import ProvinceState, Upload, UploadState
from provincial_sync.rounds import hand_over_round
from provincial_sync.services import retry_now, revoke_acceptance, turn_back
from tests.contract.surroundings import said
from tests.provincial_sync import cases
from tests.provincial_sync.wires import answer_with, lose_answer, refuse_connection

pytestmark = pytest.mark.django_db
REASON = "铭牌照片与出厂编号不一致"


@pytest.fixture
def held(settings, firm, clerk, reviewer) -> Upload:
    settings.HANDOVER_HOLD_SECONDS = 600
    return cases.accepted(firm, reviewer)


@pytest.fixture
def failed(upload, wire) -> Upload:
    """An upload that the province refused for a field."""
    wire.once("POST", "/renewals", answer_with(said(40001, {"errors": []})))
    hand_over_round(seconds=20)
    return Upload.objects.get(pk=upload.pk)


def revoke(upload: Upload, reviewer, *, reason: str = REASON) -> None:
    renewal = upload.renewal
    renewal = type(renewal).objects.get(pk=renewal.pk)
    revoke_acceptance(renewal_id=renewal.pk, revision=renewal.revision, reviewer=reviewer, reason=reason)


def fresh(upload: Upload) -> Upload:
    return Upload.objects.select_related("renewal").get(pk=upload.pk)


def test_nothing_is_sent_while_it_is_held(held, wire):
    hand_over_round(seconds=20)
    assert (wire.seen, fresh(held).state) == ([], UploadState.WAITING)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=601)):
        hand_over_round(seconds=20)
    assert fresh(held).state == UploadState.SENT


def test_a_held_acceptance_can_be_revoked_with_a_reason(held, reviewer, wire):
    revoke(held, reviewer)
    assert fresh(held).state == UploadState.CANCELLED
    assert fresh(held).renewal.approval_status == ApprovalStatus.REJECTED
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        hand_over_round(seconds=20)
    assert wire.seen == []


def test_revoking_without_a_reason_changes_nothing(held, reviewer):
    with pytest.raises(RuleBroken):
        revoke(held, reviewer, reason=" ")
    assert fresh(held).state == UploadState.WAITING


def test_revoking_twice_is_refused(held, reviewer):
    revoke(held, reviewer)
    with pytest.raises(StepRefused):
        revoke(held, reviewer)


def test_after_the_hold_nothing_is_revoked(held, reviewer):
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=601)), pytest.raises(StepRefused):
        revoke(held, reviewer)
    assert fresh(held).renewal.approval_status == ApprovalStatus.ACCEPTED


def test_what_a_worker_has_begun_is_not_revoked(upload, reviewer, wire):
    wire.once("PUT", "/files/", refuse_connection)
    hand_over_round(seconds=20)
    Upload.objects.filter(pk=upload.pk).update(hold_until=timezone.now() + dt.timedelta(hours=1))
    with pytest.raises(StepRefused):
        revoke(upload, reviewer)


def test_only_a_reviewer_revokes(held, head):
    with pytest.raises(NotAllowed):
        revoke(held, head)


def test_a_retry_brings_a_failed_upload_through(failed, wire, administrator):
    assert fresh(failed).renewal.upload_status == UploadStatus.FAILED
    retry_now(failed, administrator.actor)
    assert fresh(failed).renewal.upload_status == UploadStatus.UPLOADING
    hand_over_round(seconds=20)
    assert fresh(failed).state == UploadState.SENT
    assert wire.count("GET", "/by-client-ref/") == 1, "asked before it was sent again"


def test_a_retry_need_not_wait_for_the_next_try(upload, wire, administrator):
    wire.once("PUT", "/files/", refuse_connection)
    hand_over_round(seconds=20)
    retry_now(fresh(upload), administrator.actor)
    hand_over_round(seconds=20)
    assert fresh(upload).state == UploadState.SENT


def test_a_retry_ends_the_pause_after_a_wrong_key_but_not_a_retry_after(upload, wire, administrator):
    wire.once("PUT", "/files/", answer_with(said(40101)))
    hand_over_round(seconds=20)
    retry_now(fresh(upload), administrator.actor)
    ProvinceState.objects.update(not_before=timezone.now() + dt.timedelta(minutes=5))
    hand_over_round(seconds=20)
    assert len(wire.seen) == 1
    ProvinceState.objects.update(not_before=None)
    hand_over_round(seconds=20)
    assert fresh(upload).state == UploadState.SENT


def test_what_is_held_is_not_retried(held, administrator):
    with pytest.raises(StepRefused):
        retry_now(held, administrator.actor)


def test_what_the_province_refused_goes_back_to_the_firm(failed, administrator):
    turn_back(failed, REASON, administrator.actor)
    renewal = fresh(failed).renewal
    assert (renewal.approval_status, renewal.upload_status) == (
        ApprovalStatus.REJECTED,
        UploadStatus.NOT_UPLOADED,
    )
    assert fresh(failed).state == UploadState.CANCELLED


def test_what_the_province_has_does_not_go_back(upload, wire, administrator):
    wire.once("POST", "/renewals", lambda request, pass_on: (pass_on().close(), said(40301))[1])
    hand_over_round(seconds=20)
    with pytest.raises(StepRefused, match="已有此报送编号"):
        turn_back(fresh(upload), REASON, administrator.actor)
    assert fresh(upload).state == UploadState.FAILED


def test_what_the_province_does_not_know_goes_back(upload, wire, administrator):
    wire.once("POST", "/renewals", answer_with(said(40301)))
    hand_over_round(seconds=20)
    turn_back(fresh(upload), REASON, administrator.actor)
    assert fresh(upload).state == UploadState.CANCELLED


def test_without_proof_nothing_goes_back(upload, wire, administrator):
    wire.once("POST", "/renewals", answer_with(said(40301)))
    hand_over_round(seconds=20)
    wire.once("GET", "/by-client-ref/", lose_answer)
    with pytest.raises(StepRefused, match="无法向省网核实"):
        turn_back(fresh(upload), REASON, administrator.actor)


def test_what_waits_is_not_turned_back(upload, administrator):
    with pytest.raises(StepRefused):
        turn_back(upload, REASON, administrator.actor)
