"""From 接受备案 to 已上传 without a hand, over real HTTP."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.utils import timezone

from audit.models import HistoryEntry
from certificates.models import ElectronicCertificate
from documents.services import read_bytes
from ground.digests import sm3_hex
from ground.glossary import ApprovalStatus, CertificateStatus, Step, UploadStatus
from provincial_sync.models import Exchange, Upload, UploadState
from provincial_sync.rounds import hand_over_round, poll_round
from renewals.models import RenewalApplication
from renewals.services.deciding import accept
from tests.provincial_sync import cases

pytestmark = pytest.mark.django_db


def rounds() -> None:
    hand_over_round(seconds=20)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=7)):
        poll_round(seconds=20)


def renewal_of(upload: Upload) -> RenewalApplication:
    return RenewalApplication.objects.select_related("device").get(pk=upload.renewal_id)


def test_acceptance_alone_shows_not_uploaded(upload):
    assert renewal_of(upload).upload_status == UploadStatus.NOT_UPLOADED
    assert sm3_hex(bytes(upload.body)) == upload.body_sm3


def test_the_first_claim_shows_uploading(upload, wire):
    hand_over_round(seconds=20)
    assert renewal_of(upload).upload_status == UploadStatus.UPLOADING
    assert Upload.objects.get(pk=upload.pk).state == UploadState.SENT


def test_the_machine_has_its_number_and_certificate(upload, wire):
    rounds()
    renewal = renewal_of(upload)
    certificate = ElectronicCertificate.objects.get(renewal=renewal)
    assert renewal.upload_status == UploadStatus.UPLOADED
    assert renewal.device.certificate_status == CertificateStatus.RENEWED
    assert renewal.device.registration_number == certificate.registration_number
    assert read_bytes(certificate.file).startswith(b"%PDF-")
    assert Upload.objects.get(pk=upload.pk).state == UploadState.ISSUED


def test_each_new_file_travels_once_and_the_renewal_once(upload, wire):
    rounds()
    assert wire.count("PUT", "/files/") == 2
    assert wire.count("POST", "/renewals") - wire.count("POST", "/status-queries") == 1


def test_what_the_province_has_is_not_sent_again(upload, wire, firm, reviewer):
    hand_over_round(seconds=20)
    second = cases.accepted(firm, reviewer, papers=0)
    shared = Upload.objects.get(pk=upload.pk).submission.attachments
    second.submission.attachments = shared
    second.submission.save()
    before = wire.count("PUT", "/files/")
    hand_over_round(seconds=20)
    assert Upload.objects.get(pk=second.pk).state == UploadState.SENT
    assert wire.count("PUT", "/files/") == before


def test_every_request_is_noted_at_its_upload(upload, wire):
    hand_over_round(seconds=20)
    noted = Exchange.objects.filter(upload=upload).order_by("id")
    assert [entry.operation for entry in noted] == ["putFile", "putFile", "submitRenewal"]
    assert {entry.code for entry in noted} == {0}


def test_a_return_becomes_a_refusal_with_the_provinces_reason(firm, clerk, reviewer, wire):
    upload = cases.accepted(firm, reviewer, serial="AB12-RETURN")
    rounds()
    renewal = renewal_of(upload)
    assert (renewal.approval_status, renewal.upload_status) == (
        ApprovalStatus.REJECTED,
        UploadStatus.NOT_UPLOADED,
    )
    entry = HistoryEntry.objects.get(renewal_id=renewal.pk, step=Step.PROVINCE_RETURNED)
    assert entry.opinion.startswith("【省网退回】出厂编号与制造单位报送的数据不一致")


def test_a_correction_goes_out_under_a_new_number_that_names_the_returned_one(firm, clerk, reviewer, wire):
    returned = cases.accepted(firm, reviewer, serial="CD34-RETURN")
    rounds()
    renewal = renewal_of(returned)
    RenewalApplication.objects.filter(pk=renewal.pk).update(details=renewal.details | {"device_name": "塔机"})
    cases.hand_in(renewal)
    fresh = renewal_of(returned)
    accept(renewal_id=fresh.pk, revision=fresh.revision, reviewer=reviewer)
    correction = Upload.objects.get(renewal=renewal, state=UploadState.WAITING)
    assert json.loads(bytes(correction.body))["supersedes"] == returned.client_ref
    rounds()
    assert renewal_of(returned).upload_status == UploadStatus.UPLOADED
    assert correction.client_ref != returned.client_ref


def test_a_new_renewal_of_the_machine_supersedes_what_was_returned_before(firm, clerk, reviewer, wire):
    returned = cases.accepted(firm, reviewer, serial="EF56-RETURN")
    rounds()
    old = renewal_of(returned)
    RenewalApplication.objects.filter(pk=old.pk).update(voided_at=timezone.now())
    fresh = cases.pending_for(old.device)
    accept(renewal_id=fresh.pk, revision=fresh.revision, reviewer=reviewer)
    assert Upload.objects.get(renewal=fresh).supersedes == returned.client_ref


def test_nothing_due_costs_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        hand_over_round(seconds=20)
    with django_assert_num_queries(1):
        poll_round(seconds=20)


def test_an_acceptance_that_is_rolled_back_leaves_no_upload(firm, reviewer, monkeypatch):
    renewal = cases.pending(firm)
    monkeypatch.setattr("renewals.services.deciding._tell", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        accept(renewal_id=renewal.pk, revision=renewal.revision, reviewer=reviewer)
    assert not Upload.objects.filter(renewal=renewal).exists()
