"""One renewal at a time: what an item of the feed does to a renewal that is open, or with the province."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from ground.glossary import ApprovalStatus, CertificateStatus
from inbox.models import Message
from provincial_sync.feed_rounds import feed_round
from provincial_sync.models import (
    ChangeState,
    RegistrationChange,
    Upload,
    UploadState,
)
from renewals.services.following import return_from_province
from tests.cases import again, drafted, issue, rejected, waiting
from tests.provincial_sync.moments import hand_over_all, now_of, poll_all

pytestmark = pytest.mark.django_db
NEW = "粤AB-T202600001"


def read() -> None:
    feed_round(seconds=20)


def only() -> RegistrationChange:
    return RegistrationChange.objects.select_related("device").get()


@pytest.mark.parametrize("state", [drafted, rejected, waiting])
def test_an_open_renewal_that_was_not_handed_over_is_voided_with_a_message(feed, clerk, reviewer, state):
    renewal = state(clerk, reviewer)
    feed.tell_of(renewal.device)
    read()
    assert again(renewal).is_voided
    assert again(renewal.device).certificate_status == CertificateStatus.HOME_RENEWAL
    assert Message.objects.filter(recipient=clerk, title__startswith="换证申请已作废").exists()


def test_an_owner_elsewhere_alone_voids_it_too(feed, clerk, reviewer):
    renewal = drafted(clerk, reviewer)
    number = renewal.device.registration_number
    feed.tell_of(renewal.device, registrationNo=number, previousRegistrationNo=None)
    read()
    assert again(renewal).is_voided
    device = again(renewal.device)
    assert (device.certificate_status, device.registration_number) == ("home_renewal", number)


def test_a_renewal_with_the_province_is_merely_asked_about(feed, upload):
    Upload.objects.update(state=UploadState.SENT, acceptance_number="A-1", due_at="2999-01-01T00:00+08:00")
    feed.tell_of(upload.renewal.device)
    read()
    assert only().state == ChangeState.DEFERRED
    assert now_of(upload).due_at.year < 2999
    assert not now_of(upload).renewal.is_voided


def test_what_waited_for_the_upload_is_taken_up_when_it_was_returned(feed, upload):
    feed.tell_of(upload.renewal.device)
    read()
    Upload.objects.update(state=UploadState.RETURNED)
    return_from_province(renewal_id=upload.renewal_id, reason="铭牌照片不清晰")
    read()
    assert (only().state, only().problem) == (ChangeState.APPLIED, "")
    assert now_of(upload).renewal.is_voided
    assert now_of(upload).renewal.approval_status == ApprovalStatus.REJECTED


def test_and_compared_when_it_was_issued_with_another_number(feed, upload):
    feed.tell_of(upload.renewal.device)
    read()
    Upload.objects.update(state=UploadState.SENT, acceptance_number="A-1")
    hand_over_all()
    from renewals.services.following import mark_upload_started

    mark_upload_started(renewal_id=upload.renewal_id)
    issue(now_of(upload).renewal)
    read()
    assert "备案号为 粤TF-T202600001" in only().problem


def test_the_news_of_our_own_hand_over_changes_nothing(wire, upload):
    hand_over_all()
    poll_all(seconds=10)
    assert now_of(upload).state == UploadState.ISSUED
    steps = HistoryEntry.objects.count()
    read()
    ours = RegistrationChange.objects.get(client_ref=upload.client_ref)
    assert (ours.state, ours.problem) == (ChangeState.NOTHING, "备案号与本网一致。")
    assert HistoryEntry.objects.count() == steps


def test_news_of_a_hand_over_that_ended_here_without_a_result_is_told(feed, upload):
    Upload.objects.update(state=UploadState.CANCELLED)
    feed.tell_of(upload.renewal.device, clientRef=upload.client_ref)
    read()
    assert "已在本网" not in only().problem
    assert "该上传任务在本网已结束" in only().problem
