"""The nightly comparison: what is safe is put right, the rest is listed until a person or the facts settle it."""

from __future__ import annotations

import datetime as dt

import httpx
import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.models import ElectronicCertificate
from devices.models import Device
from documents import storage
from documents.services import read_bytes
from ground.glossary import UploadStatus
from provincial_sync import daily
from provincial_sync.daily import reconcile
from provincial_sync.models import (
    Discrepancy,
    DiscrepancyKind,
    DiscrepancyState,
    Upload,
    UploadState,
)
from renewals.models import RenewalApplication
from tests.cases import issued
from tests.contract.surroundings import said
from tests.provincial_sync.moments import hand_over_all, now_of, poll_all

pytestmark = pytest.mark.django_db
LIST = reverse("console:discrepancies")


def compare(**how: bool) -> dict:
    return reconcile(seconds=30, **how)


def listed(kind: DiscrepancyKind) -> list[Discrepancy]:
    return list(Discrepancy.objects.open().filter(kind=kind))


def receipt(upload: Upload, **changes: str) -> httpx.Response:
    data = {
        "acceptanceNo": "A-1",
        "clientRef": upload.client_ref,
        "status": "RECEIVED",
        "contentSm3": upload.body_sm3,
    }
    return said(0, data | changes)


def test_where_all_agrees_nothing_is_found(upload, nothing_there):
    outcome = compare()
    assert not Discrepancy.objects.exists()
    assert outcome["unfinished"] == []


def test_an_accepted_renewal_without_an_upload_gets_it(upload, nothing_there):
    ref, renewal = upload.client_ref, upload.renewal
    upload.delete()
    assert compare()["repaired"] == 1
    assert Upload.objects.get().client_ref == ref
    row = Discrepancy.objects.get()
    assert (row.kind, row.state, row.renewal_id) == ("no_upload", "repaired", renewal.pk)
    assert "repaired" not in compare()


def test_one_whose_upload_was_stopped_is_listed(upload, nothing_there):
    Upload.objects.update(state=UploadState.CANCELLED)
    compare()
    assert upload.renewal.reference in listed(DiscrepancyKind.NO_UPLOAD)[0].text
    compare()
    assert Discrepancy.objects.count() == 1


def test_what_is_gone_leaves_the_list_by_itself(upload, nothing_there):
    Upload.objects.update(state=UploadState.CANCELLED)
    compare()
    Upload.objects.update(state=UploadState.WAITING)
    assert compare()["gone"] == 1
    assert Discrepancy.objects.get().state == DiscrepancyState.GONE


def test_without_leave_to_repair_it_is_only_listed(upload, nothing_there):
    upload.delete()
    compare(repairs=False)
    assert not Upload.objects.exists()
    assert len(listed(DiscrepancyKind.NO_UPLOAD)) == 1


@pytest.mark.parametrize(("hours", "number"), [(71, 0), (73, 1)])
def test_an_upload_without_an_answer_for_long_is_listed(upload, nothing_there, hours, number):
    sent_at = timezone.now() - dt.timedelta(hours=hours)
    Upload.objects.update(state=UploadState.SENT, acceptance_number="A-1", sent_at=sent_at)
    RenewalApplication.objects.update(upload_status=UploadStatus.UPLOADING)
    compare()
    assert len(listed(DiscrepancyKind.UNANSWERED)) == number


def test_one_that_no_worker_takes_is_listed(upload, nothing_there):
    Upload.objects.update(due_at=timezone.now() - dt.timedelta(hours=25))
    compare()
    assert "后台任务" in listed(DiscrepancyKind.UNANSWERED)[0].text


def fail(upload: Upload) -> None:
    Upload.objects.update(
        state=UploadState.FAILED, first_claimed_at=timezone.now(), finished_at=timezone.now()
    )
    RenewalApplication.objects.update(upload_status=UploadStatus.FAILED)


def test_a_failed_upload_that_the_province_has_goes_on(upload, feed):
    fail(upload)
    feed.other = lambda request: receipt(upload)
    assert compare()["repaired"] == 1
    assert now_of(upload).state == UploadState.WAITING
    assert now_of(upload).renewal.upload_status == UploadStatus.UPLOADING
    hand_over_all(seconds=1)
    assert now_of(upload).acceptance_number == "A-1"


def test_one_with_other_content_is_listed(upload, feed):
    fail(upload)
    feed.other = lambda request: receipt(upload, contentSm3="0" * 64)
    compare()
    assert "内容与本网不同" in listed(DiscrepancyKind.TAKEN_THERE)[0].text
    assert now_of(upload).state == UploadState.FAILED


def test_a_stopped_one_that_the_province_has_is_listed(upload, feed):
    fail(upload)
    Upload.objects.update(state=UploadState.CANCELLED)
    feed.other = lambda request: receipt(upload)
    compare()
    assert "已撤销" in listed(DiscrepancyKind.TAKEN_THERE)[0].text


def test_while_the_province_is_away_that_comparison_is_unfinished_and_closes_nothing(upload, feed):
    fail(upload)
    feed.other = lambda request: receipt(upload, contentSm3="0" * 64)
    compare()
    feed.other = lambda request: said(50001)
    assert compare()["unfinished"] == ["taken_there"]
    assert len(listed(DiscrepancyKind.TAKEN_THERE)) == 1


@pytest.mark.parametrize(
    ("state", "before", "after"),
    [
        (UploadState.FAILED, UploadStatus.UPLOADING, UploadStatus.FAILED),
        (UploadState.SENT, UploadStatus.NOT_UPLOADED, UploadStatus.UPLOADING),
        (UploadState.WAITING, UploadStatus.FAILED, UploadStatus.UPLOADING),
    ],
)
def test_a_status_that_differs_from_its_row_is_put_right(upload, nothing_there, state, before, after):
    Upload.objects.update(state=state, acceptance_number="A-1", sent_at=timezone.now())
    RenewalApplication.objects.update(upload_status=before)
    compare()
    assert now_of(upload).renewal.upload_status == after
    assert Discrepancy.objects.get().state == DiscrepancyState.REPAIRED


def test_an_issued_row_without_the_result_is_listed(upload, nothing_there):
    Upload.objects.update(state=UploadState.ISSUED, acceptance_number="A-1")
    RenewalApplication.objects.update(upload_status=UploadStatus.UPLOADING)
    compare()
    assert len(listed(DiscrepancyKind.STATE_DIFFERS)) == 1


def damage(certificate: ElectronicCertificate) -> None:
    storage.path_of(certificate.file.sm3).write_bytes(b"%PDF- of something else")


def test_a_damaged_certificate_is_fetched_again(upload, wire):
    hand_over_all()
    poll_all(seconds=10)
    certificate = ElectronicCertificate.objects.select_related("file").get()
    damage(certificate)
    assert compare()["repaired"] == 1
    assert read_bytes(certificate.file).startswith(b"%PDF")


def test_one_that_cannot_be_had_is_listed_until_it_is_back(feed, clerk, reviewer):
    certificate = issued(clerk, reviewer)
    whole = read_bytes(certificate.file)
    damage(certificate)
    compare()
    compare()
    assert len(listed(DiscrepancyKind.FILE_DAMAGED)) == 1
    storage.write(certificate.file.sm3, whole)
    compare()
    assert listed(DiscrepancyKind.FILE_DAMAGED) == []


def test_files_are_looked_at_in_turn(feed, clerk, reviewer, settings):
    settings.RECONCILE_FILES = 1
    first, second = issued(clerk, reviewer, 1), issued(clerk, reviewer, 2)
    damage(second)
    now = timezone.now()
    for day in range(2):
        run = daily.claim("reconciliation", now + dt.timedelta(days=day))
        daily.finish(run, compare())
    assert [row.subject for row in Discrepancy.objects.open()] == [f"certificate:{second.pk}"]
    assert first.pk < second.pk


def test_a_number_that_no_certificate_has_is_listed(feed, clerk, reviewer):
    certificate = issued(clerk, reviewer)
    Device.objects.update(new_registration_number="粤TF-T202699999")
    compare()
    assert certificate.registration_number in listed(DiscrepancyKind.NUMBER_DIFFERS)[0].text


def test_a_comparison_that_breaks_holds_up_no_other(upload, nothing_there, monkeypatch):
    Upload.objects.update(due_at=timezone.now() - dt.timedelta(hours=25))

    def breaks(run):
        raise ValueError("a fault of ours")

    kinds = (DiscrepancyKind.NO_UPLOAD,)
    monkeypatch.setattr(daily, "COMPARISONS", ((kinds, breaks), *daily.COMPARISONS[1:]))
    outcome = compare()
    assert (outcome["broken"], outcome["unfinished"]) == (1, ["breaks"])
    assert len(listed(DiscrepancyKind.UNANSWERED)) == 1
