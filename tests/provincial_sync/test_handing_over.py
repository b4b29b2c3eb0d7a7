"""Whatever fails on the way there, each accepted renewal reaches the province once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.roles import Role
from documents.models import Scan, StoredFile
from ground.glossary import UploadStatus
from inbox.models import Message
from provincial_sync import claiming
from provincial_sync.handing_over import hand_over
from provincial_sync.models import FailureClass, ProvinceState, Upload, UploadState
from provincial_sync.rounds import hand_over_round
from tests.contract.surroundings import said
from tests.provincial_sync import cases
from tests.provincial_sync.moments import (
    QUERIES,
    RENEWALS,
    hand_over_all,
    later,
    now_of,
    poll_all,
    posts,
)
from tests.provincial_sync.wires import answer_with, lose_answer, refuse_connection

pytestmark = pytest.mark.django_db


def test_a_lost_answer_is_asked_about_and_nothing_is_sent_twice(upload, wire):
    wire.once("POST", RENEWALS, lose_answer)
    hand_over_round(seconds=20)
    assert now_of(upload).state == UploadState.SENT
    assert (posts(wire), wire.count("GET", "/by-client-ref/")) == (1, 1)


def test_a_worker_that_dies_before_the_record_leaves_one_renewal(upload, wire, monkeypatch):
    def die(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr("provincial_sync.handing_over._record_receipt", die)
        with pytest.raises(KeyboardInterrupt):
            hand_over_round(seconds=20)
    assert now_of(upload).failure_class == FailureClass.UNCERTAIN
    hand_over_all(seconds=200)
    assert now_of(upload).state == UploadState.WAITING, "the lease still stands"
    hand_over_all(seconds=300)
    assert now_of(upload).state == UploadState.SENT
    assert posts(wire) == 1


def test_an_unanswered_question_keeps_the_doubt(upload, wire):
    wire.once("POST", RENEWALS, lose_answer)
    wire.once("GET", "/by-client-ref/", refuse_connection)
    hand_over_round(seconds=20)
    assert now_of(upload).failure_class == FailureClass.UNCERTAIN
    wire.once("GET", "/by-client-ref/", refuse_connection)
    hand_over_all(minutes=2)
    assert now_of(upload).failure_class == FailureClass.UNCERTAIN
    hand_over_all(minutes=10)
    assert now_of(upload).state == UploadState.SENT
    assert posts(wire) == 1


def test_a_province_that_is_away_is_tried_again_by_itself(upload, wire):
    wire.once("PUT", "/files/", refuse_connection)
    hand_over_round(seconds=20)
    waiting = now_of(upload)
    assert (waiting.state, waiting.failure_class) == (UploadState.WAITING, FailureClass.TEMPORARY)
    assert waiting.renewal.upload_status == UploadStatus.UPLOADING
    hand_over_all(seconds=30)
    assert now_of(upload).state == UploadState.WAITING, "the pause is a minute, a fifth more or less"
    hand_over_all(minutes=2)
    assert now_of(upload).state == UploadState.SENT


def test_the_pauses_grow_and_after_eight_tries_an_administrator_is_told_once(upload, wire, administrator):
    for hour in range(10):
        wire.once("PUT", "/files/", refuse_connection)
        hand_over_all(hours=2 * hour)
    stuck = now_of(upload)
    assert (stuck.attempts, stuck.state) == (10, UploadState.WAITING)
    assert stuck.alarmed_at is not None
    assert Message.objects.filter(recipient=administrator).count() == 1


def test_the_province_is_not_called_before_its_retry_after(upload, wire):
    wire.once("PUT", "/files/", answer_with(said(50301, Retry_After="7200")))
    hand_over_round(seconds=20)
    calls = len(wire.seen)
    hand_over_all(minutes=110)
    assert len(wire.seen) == calls
    hand_over_all(minutes=125)
    assert now_of(upload).state == UploadState.SENT


def test_a_retry_after_binds_the_questions_of_all_workers_too(upload, wire, firm, reviewer):
    hand_over_round(seconds=20)
    cases.accepted(firm, reviewer)
    wire.once("PUT", "/files/", answer_with(said(42901, Retry_After="3600")))
    hand_over_round(seconds=20)
    poll_all(minutes=30)
    assert wire.count("POST", QUERIES) == 0


def test_a_wrong_clock_is_learned_for_all(upload, wire, db):
    ProvinceState.objects.create(pk=1, clock_offset_seconds=9000)
    hand_over_round(seconds=20)
    assert now_of(upload).state == UploadState.SENT
    assert abs(ProvinceState.objects.get().clock_offset_seconds) <= 2


def test_a_wrong_key_stops_everybody_and_is_told_once(firm, clerk, reviewer, administrator, wire):
    uploads = [cases.accepted(firm, reviewer) for _ in range(4)]
    wire.once("PUT", "/files/", answer_with(said(40101)))
    hand_over_round(seconds=20)
    hand_over_all(minutes=5)
    assert len(wire.seen) == 1
    assert Message.objects.filter(recipient=administrator).count() == 1
    assert {now_of(upload).state for upload in uploads} == {UploadState.WAITING}


def test_a_refused_field_stops_with_its_chinese_name(upload, wire, administrator):
    fault = {"errors": [{"field": "device.model", "reason": "不能为空"}, {"field": "parameters[0].value"}]}
    wire.once("POST", RENEWALS, answer_with(said(40001, fault)))
    hand_over_round(seconds=20)
    failed = now_of(upload)
    assert (failed.state, failed.failure_class) == (UploadState.FAILED, FailureClass.PERMANENT)
    assert failed.last_error.startswith("省网认为报送的资料有误：规格型号：不能为空；")
    assert "parameters" not in failed.last_error
    assert failed.renewal.upload_status == UploadStatus.FAILED
    assert Message.objects.filter(recipient__role=Role.ADMINISTRATOR, body__contains="规格型号").exists()


def test_a_double_with_the_same_content_is_success(upload, wire):
    wire.once("POST", RENEWALS, lambda request, pass_on: (pass_on().close(), said(40901))[1])
    hand_over_round(seconds=20)
    assert now_of(upload).state == UploadState.SENT


def test_another_hand_over_of_the_machine_waits_for_a_person(upload, wire):
    wire.once("POST", RENEWALS, answer_with(said(40901)))
    hand_over_round(seconds=20)
    assert now_of(upload).state == UploadState.FAILED
    assert "另一件" in now_of(upload).last_error


def test_a_file_that_the_province_has_lost_is_sent_again(upload, wire):
    digest = upload.submission.attachments[0]["sm3"]
    wire.once("POST", RENEWALS, answer_with(said(40002, {"missing": [digest]})))
    hand_over_round(seconds=20)
    assert now_of(upload).state == UploadState.SENT
    assert wire.count("PUT", digest) == 2


def test_files_that_wait_to_be_looked_through_are_handed_over_later(upload, wire):
    StoredFile.objects.update(scan=Scan.WAITING)
    hand_over_round(seconds=20)
    held = now_of(upload)
    assert (held.state, held.failure_code) == (UploadState.WAITING, "file_unscanned")
    assert posts(wire) == 0
    StoredFile.objects.update(scan=Scan.CLEAN)
    hand_over_all(hours=2)
    assert now_of(upload).state == UploadState.SENT


def test_a_file_that_is_lost_here_stops_for_a_person(upload, wire, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "elsewhere")
    hand_over_round(seconds=20)
    assert now_of(upload).failure_code == "file_lost"


def test_a_broken_upload_holds_up_no_other(firm, clerk, reviewer, wire):
    broken, sound = cases.accepted(firm, reviewer), cases.accepted(firm, reviewer)
    wire.once("POST", RENEWALS, answer_with(said(40301)))
    hand_over_round(seconds=20)
    assert [now_of(item).state for item in (broken, sound)] == [UploadState.FAILED, UploadState.SENT]


def test_a_renewal_that_cannot_begin_holds_up_no_other(firm, clerk, reviewer, wire, monkeypatch):
    stuck, sound = cases.accepted(firm, reviewer), cases.accepted(firm, reviewer)

    begin = claiming.mark_upload_started

    def begin_all_but_one(*, renewal_id: int) -> None:
        if renewal_id == stuck.renewal_id:
            raise ValueError
        begin(renewal_id=renewal_id)

    monkeypatch.setattr(claiming, "mark_upload_started", begin_all_but_one)
    hand_over_round(seconds=20)
    hand_over_round(seconds=20)
    assert [now_of(item).state for item in (stuck, sound)] == [UploadState.WAITING, UploadState.SENT]


def test_hand_over_of_a_row_that_was_lost_changes_nothing(upload, wire):
    with later(seconds=1):
        mine = claiming.claim_waiting(claiming.waiting(timezone.now()), now=timezone.now())
    Upload.objects.filter(pk=upload.pk).update(lease="another")
    hand_over(mine)
    assert now_of(upload).state == UploadState.WAITING
    assert posts(wire) == 0
