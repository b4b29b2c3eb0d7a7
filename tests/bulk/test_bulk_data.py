"""What seed_bulk makes is what the services would have written: kept columns, frozen bodies, pages."""

from __future__ import annotations

import copy

import pytest
from django.core.management import CommandError
from django.urls import reverse

from accounts.models import Enterprise, User
from accounts.roles import Role
from accounts.uscc import problem_of
from audit.models import HistoryEntry
from certificates.models import ElectronicCertificate
from devices.models import Device, RegistrationNumber
from devices.models.catalogue import catalogue_of
from devices.models.record import AGES
from devices.numbers import key_of, parse
from devices.uniqueness import set_ages, set_keys, set_search_text
from documents.models import Attachment
from documents.services import read_bytes
from ground.digests import canonical_json, sm3_hex
from ground.glossary import ApprovalStatus, CertificateStatus, IntakeStatus, UploadStatus
from provincial_sync.models import Upload, UploadState
from provincial_sync.payload import renewal_bytes
from renewals.models import Decision, Readiness, RenewalApplication, Submission
from renewals.precheck import precheck
from renewals.readiness import refresh
from renewals.submission_body import frozen_body
from tests.bulk.conftest import SIZES, seed
from zhongshan_crane.bulk.firms import is_bulk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bulk")]
KEYS = ("factory_number_key", "manufacturer_key", "search_text", *AGES)


def test_there_are_as_many_as_were_asked_for():
    found = (Device.objects.count(), Enterprise.objects.count(), RenewalApplication.objects.count())
    assert found == tuple(SIZES.values())


def test_every_state_occurs():
    def seen(rows, column):
        return set(rows.values_list(column, flat=True))

    assert seen(Device.objects.all(), "intake_status") == set(IntakeStatus.values)
    wanted = {"", CertificateStatus.RENEWING, CertificateStatus.RENEWED, CertificateStatus.HOME_RENEWAL}
    assert wanted <= seen(Device.objects.all(), "certificate_status")
    assert seen(RenewalApplication.objects.all(), "approval_status") == set(ApprovalStatus.values)
    assert seen(RenewalApplication.objects.all(), "upload_status") >= {
        UploadStatus.UPLOADED,
        UploadStatus.UPLOADING,
    }
    assert RenewalApplication.objects.filter(voided_at__isnull=False).exists()
    assert seen(Upload.objects.all(), "state") >= {UploadState.SENT, UploadState.ISSUED, UploadState.WAITING}


def test_what_machines_keep_for_lists_is_what_a_service_would_keep():
    for device in Device.objects.select_related("enterprise"):
        kept = {name: getattr(device, name) for name in KEYS}
        set_keys(device)
        # A machine with its new number finds itself by both, in the order in which it got them.
        now = {name: getattr(device, name) for name in KEYS}
        assert {**now, "search_text": set(now["search_text"].split())} == {
            **kept,
            "search_text": set(kept["search_text"].split()),
        }


def test_what_renewals_keep_for_lists_is_what_a_service_would_keep():
    for renewal in RenewalApplication.objects.select_related("device"):
        kept = {name: getattr(renewal, name) for name in ("search_text", *AGES)}
        new = renewal.device.new_registration_number if renewal.upload_status == UploadStatus.UPLOADED else ""
        set_search_text(renewal, renewal.reference, renewal.old_registration_number, new)
        set_ages(renewal)
        assert {name: getattr(renewal, name) for name in kept} == kept


def test_numbers_are_known_and_of_this_city():
    for number in RegistrationNumber.objects.all():
        read = parse(number.number)
        assert (number.key, read.kind == "unrecognised", read.is_zhongshan) == (
            key_of(number.number),
            False,
            True,
        )
    registered = Device.objects.filter(intake_status=IntakeStatus.APPROVED)
    assert not registered.filter(numbers__isnull=True).exists()


def test_firms_have_right_codes_and_nobody_can_log_in():
    firms = list(Enterprise.objects.all())
    assert not [firm for firm in firms if problem_of(firm.uscc)]
    assert all(is_bulk(firm.uscc) for firm in firms)
    assert {firm.is_local for firm in firms} == {True, False}
    assert not [user for user in User.objects.all() if user.has_usable_password()]


def test_the_present_round_is_frozen_as_the_service_freezes_it():
    handed_in = RenewalApplication.objects.filter(round__gt=0).select_related("enterprise", "device")
    assert handed_in.exists()
    for renewal in handed_in:
        submission = renewal.current_submission()
        assert submission.body == frozen_body(renewal)
        assert submission.sm3 == sm3_hex(canonical_json(submission.body))
        attached = Attachment.objects.filter(subject="renewal", subject_id=renewal.pk).values_list(
            "pk", flat=True
        )
        assert [paper["id"] for paper in submission.attachments] == sorted(attached)


def test_every_round_has_its_submission_and_every_decided_one_its_decision():
    for renewal in RenewalApplication.objects.all():
        rounds = set(renewal.submissions.values_list("round", flat=True))
        assert rounds == set(range(1, renewal.round + 1))
    decided = Submission.objects.filter(decisions__isnull=False).distinct().count()
    waiting = RenewalApplication.objects.filter(approval_status=ApprovalStatus.PENDING).count()
    assert decided + waiting == Submission.objects.count()
    for decision in Decision.objects.filter(outcome="rejected"):
        assert decision.remarks.exists()


def test_what_was_handed_in_passes_the_pre_check():
    for renewal in RenewalApplication.objects.filter(approval_status=ApprovalStatus.PENDING):
        found = precheck(renewal)
        assert not [finding for finding in found if finding.blocks]
        assert renewal.warnings == len(found)


def test_a_hand_over_carries_what_the_service_would_send():
    for upload in Upload.objects.select_related("submission"):
        submission = upload.submission
        accepted = submission.decisions.get(outcome="accepted")
        assert bytes(upload.body) == renewal_bytes(
            body=submission.body,
            attachments=submission.attachments,
            catalogue=catalogue_of(submission.catalogue_version_id),
            region_code="442000",
            supersedes="",
            accepted_at=accepted.at.astimezone(upload_zone()),
        )
        assert upload.body_sm3 == sm3_hex(bytes(upload.body))


def upload_zone():
    from zhongshan_crane.bulk.fates import HERE

    return HERE


def test_readiness_of_drafts_is_what_a_worker_finds():
    kept = {row.renewal_id: row for row in Readiness.objects.all()}
    assert kept
    for row in kept.values():
        before = copy.copy(row)
        Readiness.objects.filter(pk=row.pk).update(revision=0)
        refresh(row.renewal.enterprise_id)
        after = Readiness.objects.get(pk=row.pk)
        assert (after.errors, after.missing_papers, after.standing, after.revision) == (
            before.errors,
            before.missing_papers,
            before.standing,
            before.revision,
        )


def test_every_issued_renewal_has_its_certificate_and_file():
    issued = RenewalApplication.objects.filter(upload_status=UploadStatus.UPLOADED)
    assert issued.count() == ElectronicCertificate.objects.count() > 0
    for certificate in ElectronicCertificate.objects.select_related("device", "file"):
        assert certificate.registration_number == certificate.device.new_registration_number
        assert sm3_hex(read_bytes(certificate.file)) == certificate.file.sm3


def test_the_history_runs_in_order_and_ends_with_the_present_state():
    for renewal in RenewalApplication.objects.all():
        steps = list(HistoryEntry.objects.of_renewal(renewal.pk).order_by("at", "id"))
        assert [one.pk for one in steps] == sorted(one.pk for one in steps)
        states = [one.to_state for one in steps if one.to_state in ApprovalStatus.values]
        assert states[-1] == renewal.approval_status


def test_the_offices_pages_show_them(client):
    client.force_login(User.objects.filter(role=Role.REVIEWER).first())
    pending = RenewalApplication.objects.awaiting_review().order_by("submitted_at").first()
    answer = client.get(reverse("console:renewal_queue"))
    assert pending.reference in answer.content.decode()
    pages = ["renewal_queue", "intake_queue", "task_history", "devices_device_changelist", "index"]
    for name in pages:
        assert client.get(reverse(f"console:{name}")).status_code == 200
    assert client.get(reverse("console:renewal_review", args=[pending.reference])).status_code == 200


def test_a_firms_pages_show_them(client):
    manager = User.objects.filter(role=Role.ENTERPRISE_MANAGER).order_by("pk").first()
    client.force_login(manager)
    machine = Device.objects.visible_to(manager).registered().latest("created_at")
    assert machine.registration_number in client.get(reverse("renewals:registered")).content.decode()
    for name in ("renewals:entries", "renewals:history", "devices:unapproved", "certificates:list"):
        assert client.get(reverse(name)).status_code == 200
    renewal = RenewalApplication.objects.visible_to(manager).first()
    assert client.get(f"/portal/renewals/{renewal.reference}/").status_code == 200


def test_a_second_run_changes_nothing_and_another_one_is_refused():
    before = HistoryEntry.objects.count()
    seed()
    assert HistoryEntry.objects.count() == before
    with pytest.raises(CommandError, match="另一份批量数据"):
        seed(seed=8)
