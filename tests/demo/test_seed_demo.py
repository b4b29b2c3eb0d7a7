"""seed_demo: what it makes, that it makes it once, and where it refuses."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Enterprise, User
from audit.models import HistoryEntry
from cases.models import Case
from certificates.models import ElectronicCertificate
from devices.aging import age_of_record, basis
from devices.catalogue.samples import representative_model
from devices.checking import findings_for_intake
from devices.models import Device, RegistrationNumber
from devices.uscc import is_valid
from documents.models import Attachment, StoredFile
from documents.services import read_bytes
from ground.digests import sm3_hex
from ground.glossary import (
    ApprovalStatus,
    CertificateStatus,
    IntakeStatus,
    MatterKind,
    MatterStatus,
    RefusalKind,
    Step,
    UploadStatus,
)
from inbox.models import Contact, Message, Notice
from matters.checks import findings_of
from matters.models import Matter
from provincial_sync.matching import candidates_for
from provincial_sync.models import ChangeState, RegistrationChange, Upload, UploadState
from renewals.models import Decision, RenewalApplication, Submission
from renewals.precheck import precheck
from zhongshan_crane.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
EVERYTHING = (
    User, Enterprise, Device, RegistrationNumber, RenewalApplication, Submission, Decision, Upload,
    ElectronicCertificate, HistoryEntry, Attachment, StoredFile, Message, Notice,
)  # fmt: skip


def test_without_debug_it_refuses_and_says_how_to_go_on(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="--force-demo"):
        call_command("seed_demo", verbosity=0)


def test_every_account_exists_and_opens_with_the_demo_password():
    people = {user.username: user for user in User.objects.all()}
    assert people.keys() == DEMO_ACCOUNTS.keys()
    assert all(user.check_password(DEMO_PASSWORD) for user in people.values())
    assert {name: user.role_word for name, user in people.items() if user.is_office} == {
        name: what for name, what in DEMO_ACCOUNTS.items() if people[name].is_office
    }


def test_firms_have_valid_codes_and_the_outside_firm_is_not_of_zhongshan():
    firms = list(Enterprise.objects.all())
    assert all(is_valid(firm.uscc) for firm in firms)
    assert User.objects.get(username="outside").enterprise.is_local is False
    assert sum(firm.is_local for firm in firms) == 2


def test_a_second_run_changes_nothing_and_asks_little(django_assert_max_num_queries):
    before = _contents()
    with django_assert_max_num_queries(20):
        call_command("seed_demo", force_demo=True, verbosity=0)
    assert _contents() == before


def test_a_machine_that_a_person_deleted_does_not_come_back():
    Device.objects.filter(factory_number="2017-0091").update(deleted_at=timezone.now())
    call_command("seed_demo", force_demo=True, verbosity=0)
    assert Device.objects.get(factory_number="2017-0091").deleted_at is not None


def test_a_missing_account_is_made_again_and_a_changed_password_stays():
    User.objects.filter(username="head").delete()
    reviewer = User.objects.get(username="reviewer")
    reviewer.set_password("Another-2026!")
    reviewer.save()
    call_command("seed_demo", force_demo=True, verbosity=0)
    assert User.objects.filter(username="head").exists()
    assert User.objects.get(username="reviewer").check_password("Another-2026!")


def test_about_forty_machines_of_all_categories_stand_in_every_state():
    machines = Device.objects.all()
    marks = Counter(machines.values_list("certificate_status", flat=True))
    assert 42 <= machines.count() <= 50
    assert set(machines.values_list("category", flat=True)) == {
        "tower_crane", "construction_hoist", "material_hoist", "other_lifting",
    }  # fmt: skip
    assert set(machines.values_list("intake_status", flat=True)) == set(IntakeStatus)
    assert set(marks) == set(CertificateStatus)
    assert marks[CertificateStatus.AWAITING_RENEWAL] >= 12
    assert marks[CertificateStatus.RENEWED] >= 4
    assert marks[CertificateStatus.HOME_RENEWAL] == 2


def test_matters_stand_in_the_states_that_people_ask_about():
    seen = set(Matter.objects.values_list("kind", "status"))
    assert seen == {
        (MatterKind.DEREGISTRATION, MatterStatus.PENDING),
        (MatterKind.DEREGISTRATION, MatterStatus.REJECTED),
        (MatterKind.DEREGISTRATION, MatterStatus.ACCEPTED),
        (MatterKind.DEFERRAL, MatterStatus.IN_FORCE),
        (MatterKind.TRANSFER, MatterStatus.AWAITING_CONFIRMATION),
        (MatterKind.NUMBER_UPDATE, MatterStatus.PENDING),
        (MatterKind.NUMBER_CORRECTION, MatterStatus.PENDING),
    }
    for matter in Matter.objects.awaiting_review().select_related("enterprise", "device__enterprise"):
        assert findings_of(matter, timezone.localdate()) == []


def test_what_the_office_does_by_hand_is_not_empty():
    assert Counter(Case.objects.values_list("status", flat=True)) == {"open": 2, "in_hand": 1, "settled": 1}
    assert Case.objects.filter(device=None).count() == 1
    changes = RegistrationChange.objects.all()
    assert [change.state for change in changes] == [ChangeState.PENDING] * 3
    assert sum(bool(candidates_for(change)) for change in changes) == 2
    asked = Matter.objects.corrections().get()
    assert findings_of(asked, timezone.localdate()) == []
    assert asked.created_by.username == "admin"


def test_renewals_stand_in_every_state_of_both_statuses():
    renewals = RenewalApplication.objects.live()
    both = Counter(renewals.values_list("approval_status", "upload_status"))
    assert both[ApprovalStatus.PENDING, UploadStatus.NOT_UPLOADED] >= 5
    assert both[ApprovalStatus.REJECTED, UploadStatus.NOT_UPLOADED] >= 1
    assert {upload for approval, upload in both if approval == ApprovalStatus.ACCEPTED} == set(UploadStatus)
    drafts = renewals.filter(approval_status=ApprovalStatus.NOT_SUBMITTED)
    assert drafts.filter(returned_count=0).count() >= 2
    assert drafts.filter(returned_count__gt=0, edited_since_return=True).exists()
    assert RenewalApplication.objects.filter(voided_at__isnull=False).count() == 1


def test_uploads_agree_with_the_statuses_that_people_see():
    seen = set(Upload.objects.values_list("state", "renewal__upload_status"))
    assert seen == {
        (UploadState.WAITING, UploadStatus.NOT_UPLOADED),
        (UploadState.WAITING, UploadStatus.UPLOADING),
        (UploadState.FAILED, UploadStatus.FAILED),
        (UploadState.ISSUED, UploadStatus.UPLOADED),
        (UploadState.RETURNED, UploadStatus.UPLOADED),  # an earlier round of a renewal issued since
    }
    accepted = RenewalApplication.objects.filter(approval_status=ApprovalStatus.ACCEPTED)
    assert all(renewal.uploads.filter(submission__round=renewal.round).exists() for renewal in accepted)


def test_the_tours_crane_is_untouched():
    crane = Device.objects.get(old_registration_number="粤T-T00231")
    assert (crane.model, crane.factory_number, crane.manufacture_date.year) == (
        "QTZ80(TC6012)",
        "2015-1187",
        2015,
    )
    assert crane.certificate_status == CertificateStatus.AWAITING_RENEWAL
    assert crane.enterprise == User.objects.get(username="enterprise").enterprise
    assert not crane.renewals.exists()


def test_a_machine_for_trying_the_provinces_return_awaits_its_exchange():
    machine = Device.objects.get(factory_number__endswith="-RETURN")
    assert machine.certificate_status == CertificateStatus.AWAITING_RENEWAL


def test_one_renewal_is_in_the_second_reviewers_hands_and_one_is_due_at_once():
    pending = RenewalApplication.objects.awaiting_review()
    claimed = [renewal for renewal in pending if renewal.is_claimed(timezone.now())]
    assert [renewal.claimed_by.username for renewal in claimed] == ["reviewer2"]
    assert min((renewal.due_on - timezone.localdate()).days for renewal in pending) <= 3


def test_a_refused_hoist_carries_two_remarks_at_fields_of_its_form():
    hoist = RenewalApplication.objects.get(model="SC200/200", approval_status=ApprovalStatus.REJECTED)
    remarks = {remark.path: remark.text for remark in hoist.last_decision().remarks.all()}
    assert remarks.keys() == {"parameters.safety_device_valid_until", "device.storage_address"}
    assert hoist.parameter_values()["safety_device_valid_until"] < timezone.localdate().isoformat()


def test_one_refusal_is_by_law_and_one_intake_was_refused_with_its_reason():
    statutory = Decision.objects.get(kind=RefusalKind.STATUTORY)
    assert statutory.grounds == ["G1"]
    assert Device.objects.get(intake_status=IntakeStatus.REJECTED).refusal_reason


def test_certificates_are_real_files_with_numbers_of_their_own_range():
    for certificate in ElectronicCertificate.objects.select_related("file", "device"):
        data = read_bytes(certificate.file)
        assert data.startswith(b"%PDF-")
        assert sm3_hex(data) == certificate.file.sm3
        assert certificate.registration_number == certificate.device.new_registration_number
        assert certificate.registration_number.startswith("粤TA-")
        assert int(certificate.registration_number[-5:]) > 90_000
        assert certificate.created_at.date() <= timezone.localdate() - dt.timedelta(days=7)


def test_every_attachment_can_be_read_and_each_machine_has_its_own():
    for file in StoredFile.objects.all():
        assert len(read_bytes(file)) == file.size < 200_000
    plates = Attachment.objects.filter(kind="nameplate_photo", subject="device")
    assert plates.values("file").distinct().count() == plates.count()


def test_what_is_ready_passes_its_check_and_what_is_incomplete_does_not():
    for device in Device.objects.filter(intake_status__in=[IntakeStatus.DRAFT, IntakeStatus.PENDING]):
        errors = [found for found in findings_for_intake(device) if found.severity == "error"]
        assert bool(errors) == (device.factory_number == "SC2018-0907"), errors
    for renewal in RenewalApplication.objects.live().exclude(upload_status=UploadStatus.UPLOADED):
        errors = [
            found for found in precheck(renewal, submitted_by_manager=False) if found.severity == "error"
        ]
        assert bool(errors) == (renewal.factory_number == "SC2019-0801"), errors


def test_the_rules_find_what_the_machines_were_made_to_show():
    told = {
        finding.code
        for renewal in RenewalApplication.objects.live()
        for finding in precheck(renewal, submitted_by_manager=False)
    }
    assert {"R-AGE-02", "R-AGE-03", "R-ELIM-01", "P-CALIBRATION"} <= told


def test_machines_are_those_of_real_models_and_owners_live_in_their_own_world():
    for device in Device.objects.exclude(model="QT60/80"):
        assert representative_model(device.model).category == device.category
    assert set(Device.objects.values_list("contact_phone", flat=True)) <= {
        "13800000001", "13800000003", "13800000004",
    }  # fmt: skip
    assert not Contact.objects.exists()
    assert Notice.objects.count() == 3


def test_the_history_is_in_order_and_never_of_the_future():
    for device in Device.objects.all():
        entries = list(HistoryEntry.objects.of_device(device.pk).order_by("id"))
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
        assert entries[-1].at <= timezone.now()
    steps = set(HistoryEntry.objects.values_list("step", flat=True))
    assert {Step.PROVINCE_RETURNED, Step.UPLOAD_FAILED, Step.RENEWAL_VOIDED, Step.CERTIFICATE_ISSUED} <= steps


def test_rows_carry_the_dates_of_their_history():
    for submission in Submission.objects.all():
        entry = HistoryEntry.objects.of_renewal(submission.renewal_id).get(
            step=Step.RENEWAL_SUBMITTED, round=submission.round
        )
        assert submission.submitted_at == entry.at
    assert Device.objects.filter(created_at__date=timezone.localdate()).count() == 0


def _contents() -> list[list[tuple]]:
    return [list(model._base_manager.order_by("pk").values_list()) for model in EVERYTHING]


def test_every_record_keeps_the_days_of_its_age_as_the_rules_say():
    for record in [*Device.objects.all(), *RenewalApplication.objects.all()]:
        age = age_of_record(record, timezone.localdate())
        kept = (record.age_near_from, record.age_limit_on, record.assessed_until)
        assert kept == ((age.near_from, age.limit_date, age.assessed_until) if age else (None, None, None))
        assert record.age_basis == basis()
