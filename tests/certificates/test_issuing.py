"""Taking the province's certificate over: once, wholly, or not at all."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from certificates.models import ElectronicCertificate
from devices.models import RegistrationNumber
from documents.models import StoredFile
from ground.errors import RuleBroken
from ground.glossary import CertificateStatus, Step, UploadStatus
from inbox.models import Message
from renewals.services.deciding import accept
from renewals.services.following import mark_upload_started
from tests.cases import again, issue, issued, registered, start, submitted, uploading
from tests.doors import nothing_changes

pytestmark = pytest.mark.django_db


def test_the_machine_has_its_new_number_and_data_and_keeps_the_old_one(clerk, reviewer) -> None:
    certificate = issued(clerk, reviewer)
    machine = again(certificate.device)
    assert machine.certificate_status == CertificateStatus.RENEWED
    assert (machine.registration_number, machine.old_registration_number) == ("粤TF-T202600001", "粤T-T00001")
    assert machine.parameters["rated_load_moment"]["value"] == "800"
    assert machine.parameters["rated_load_moment"]["raw"] == "80"
    assert again(certificate.renewal).upload_status == UploadStatus.UPLOADED


def test_both_numbers_stay_the_old_one_until_the_day_of_issue(clerk, reviewer) -> None:
    certificate = issued(clerk, reviewer)
    numbers = {number.number: number.until for number in RegistrationNumber.objects.all()}
    assert numbers == {"粤T-T00001": certificate.issued_on, "粤TF-T202600001": None}


def test_history_and_message_say_so(clerk, manager, reviewer) -> None:
    certificate = issued(clerk, reviewer)
    entry = HistoryEntry.objects.of_renewal(certificate.renewal_id).first()
    assert (entry.step, entry.actor_unit) == (Step.CERTIFICATE_ISSUED, "省网")
    assert entry.detail["registration_number"] == "粤TF-T202600001"
    told = Message.objects.filter(title__startswith="换证完成").values_list("recipient", flat=True)
    assert set(told) == {clerk.pk, manager.pk}


def test_told_twice_it_happens_once(clerk, reviewer) -> None:
    first = issued(clerk, reviewer)
    with nothing_changes(first, first.renewal, first.device):
        assert issue(first.renewal) == first
    assert ElectronicCertificate.objects.count() == 1


def test_a_number_of_another_machine_is_refused_and_nothing_changes(clerk, reviewer) -> None:
    issued(clerk, reviewer, 1)
    renewal = uploading(clerk, reviewer, 2)
    with nothing_changes(renewal, renewal.device), pytest.raises(RuleBroken, match="已属于市网另一台设备"):
        issue(renewal, 2, registration_number="粤TF-T202600001")
    assert RegistrationNumber.objects.get(number="粤TF-T202600001").device.factory_number == "2018-0001"


def test_a_paper_number_of_another_machine_is_refused_too(clerk, reviewer) -> None:
    registered(clerk, reviewer, 1)
    renewal = uploading(clerk, reviewer, 2)
    with nothing_changes(renewal, renewal.device), pytest.raises(RuleBroken) as refused:
        issue(renewal, 2, registration_number="粤TT00001")
    assert refused.value.code == "number_taken"


def test_a_certificate_of_another_machine_is_refused(clerk, reviewer) -> None:
    first = issued(clerk, reviewer, 1)
    renewal = uploading(clerk, reviewer, 2)
    with nothing_changes(renewal, renewal.device), pytest.raises(RuleBroken) as refused:
        issue(renewal, 2, certificate_number=first.certificate_number)
    assert refused.value.code == "certificate_taken"


def test_a_serial_that_was_taken_meanwhile_is_refused_and_nothing_changes(clerk, reviewer, stranger) -> None:
    machine = registered(clerk, reviewer, 1)
    renewal = submitted(start(machine, clerk, 1, common={"factory_number": "2018-0002"}), clerk)
    taken_meanwhile = registered(stranger, reviewer, 2)
    renewal = _uploading(renewal, reviewer)
    with nothing_changes(renewal, machine, taken_meanwhile), pytest.raises(RuleBroken):
        issue(renewal)
    assert not ElectronicCertificate.objects.exists()
    assert RegistrationNumber.objects.filter(until=None).count() == 2


def test_a_serial_corrected_in_the_renewal_becomes_the_machines(clerk, reviewer) -> None:
    machine = registered(clerk, reviewer, 1)
    renewal = submitted(start(machine, clerk, 1, common={"factory_number": "2018-0009"}), clerk)
    issue(_uploading(renewal, reviewer))
    assert (again(machine).factory_number, again(machine).factory_number_key) == ("2018-0009", "2018-0009")


def test_a_refused_issuance_leaves_no_file_linked(clerk, reviewer) -> None:
    issued(clerk, reviewer, 1)
    renewal = uploading(clerk, reviewer, 2)
    with pytest.raises(RuleBroken):
        issue(renewal, 2, registration_number="粤TF-T202600001")
    linked = set(ElectronicCertificate.objects.values_list("file_id", flat=True))
    assert len(linked) == 1
    assert StoredFile.objects.exclude(pk__in=linked).exists()


def _uploading(renewal, reviewer):
    accept(renewal_id=renewal.pk, revision=renewal.revision, reviewer=reviewer)
    mark_upload_started(renewal_id=renewal.pk)
    return again(renewal)
