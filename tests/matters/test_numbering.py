"""备案号更新: a number and certificate that were issued elsewhere."""

from __future__ import annotations

import pytest
from django.test import Client

from certificates.models import ElectronicCertificate
from devices.models import Device, RegistrationNumber
from ground.glossary import CertificateStatus, IntakeStatus, MatterStatus
from tests import cases
from tests.doors import nothing_changes
from tests.matters.ways import (
    LIST,
    NUMBER,
    again,
    certificate_file,
    client_of,
    decide,
    fill,
    handed_in,
    saved,
    start_address,
    step,
)
from tests.pages import ADD, of_device, png, problem_at, record_form, text_of, with_papers, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(clerk, reviewer):
    return cases.registered(clerk, reviewer)


def test_the_machine_gets_number_certificate_and_new_units(clerk, reviewer, device):
    matter = handed_in(clerk, "number_update", NUMBER, device)
    assert decide(reviewer, matter).status_code == 302
    machine = again(device)
    assert machine.certificate_status == CertificateStatus.RENEWED
    assert machine.registration_number == "粤TA-T202600077"
    assert machine.parameters["rated_load_moment"]["value"] == "800"
    certificate = ElectronicCertificate.objects.get()
    assert certificate.renewal is None
    assert certificate.registration_number == "粤TA-T202600077"
    portal = client_of(clerk)
    assert portal.get(f"/certificates/{certificate.pk}/file/").status_code == 200
    assert "粤TA-T202600077" in text_of(portal.get("/portal/certificates/"))
    for number in ("粤TA-T202600077", "粤T-T00001"):
        verdict = words_of(Client().get("/verify/", {"number": number, "serial": "2018-0001"}))
        assert "粤TA-T202600077" in verdict


def test_an_open_renewal_is_voided(clerk, reviewer):
    renewal = cases.waiting(clerk, reviewer)
    decide(reviewer, handed_in(clerk, "number_update", NUMBER, renewal.device))
    assert again(renewal).is_voided
    assert again(renewal.device).certificate_status == CertificateStatus.RENEWED


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ({"new_number": "粤T-T01234"}, "new_number"),
        ({"new_number": "粤TA-S202600077"}, "new_number"),
        ({"new_number": "😀"}, "new_number"),
        ({"new_number": ""}, "new_number"),
        ({"certificate_number": ""}, "certificate_number"),
        ({"issued_on": "2999-01-01"}, "issued_on"),
        ({"valid_until": "2026-03-31"}, "valid_until"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(clerk, device, typed, path):
    matter = saved(clerk, "number_update", NUMBER | typed, device)
    with nothing_changes(matter, device):
        assert problem_at(step(clerk, matter, "submit", declared="yes"), path)


def test_the_certificate_is_one_file_as_it_was_issued(clerk, device):
    form = fill("number_update", NUMBER, papers=False) | {"attachments.new_certificate": png()}
    answer = client_of(clerk).post(start_address("number_update", device), form)
    matter = device.matters.get()
    assert answer.status_code == 302
    assert "PDF 或 OFD" in problem_at(
        step(clerk, matter, "submit", declared="yes"), "attachments.new_certificate"
    )


def test_a_number_of_another_machine_stops_at_submission(clerk, reviewer, stranger, device):
    cases.issued(stranger, reviewer, 5)
    taken = saved(clerk, "number_update", NUMBER | {"new_number": "粤TF-T202600005"}, device)
    with nothing_changes(taken, device):
        assert "另一台设备" in problem_at(step(clerk, taken, "submit", declared="yes"), "new_number")
    mark = NUMBER | {"certificate_number": "1.2.156.3005.2.DEMO.00005"}
    form = fill("number_update", mark, papers=False)
    client_of(clerk).post(f"{LIST}{taken.reference}/edit/", form)
    assert problem_at(step(clerk, taken, "submit", declared="yes"), "certificate_number")


def test_a_number_taken_meanwhile_stops_the_decision(clerk, reviewer, stranger, device):
    mine = handed_in(clerk, "number_update", NUMBER | {"new_number": "粤TF-T202600005"}, device)
    cases.issued(stranger, reviewer, 5)
    with nothing_changes(mine, device):
        answer = decide(reviewer, mine)
    assert answer.status_code == 422
    assert "另一台设备" in text_of(answer)


def test_of_two_machines_with_one_number_the_second_is_refused(clerk, reviewer, stranger, device):
    first = handed_in(clerk, "number_update", NUMBER, device)
    second = handed_in(stranger, "number_update", NUMBER, cases.registered(stranger, reviewer, 2))
    decide(reviewer, first)
    with nothing_changes(second):
        assert decide(reviewer, second).status_code == 422
    assert RegistrationNumber.objects.get(key="粤TAT202600077").device == device


def test_a_renewed_machine_is_refused_with_the_reason(clerk, reviewer):
    device = cases.issued(clerk, reviewer).device
    assert "已完成换证" in text_of(client_of(clerk).get(start_address("number_update", device)))


def test_an_owner_elsewhere_reads_the_official_explanation(outsider, device):
    Device.objects.filter(pk=device.pk).update(enterprise=outsider.enterprise)
    page = text_of(client_of(outsider).get(start_address("number_update", device)))
    assert "请回企业所在属地办理换证" in page
    with nothing_changes(device):
        client_of(outsider).post(start_address("number_update", device), fill("number_update", NUMBER))
    assert not device.matters.exists()


def test_a_machine_renewed_where_its_owner_is_registered_keeps_that_mark_with_its_number(
    outsider, reviewer, device
):
    Device.objects.filter(pk=device.pk).update(
        enterprise=outsider.enterprise, certificate_status=CertificateStatus.HOME_RENEWAL
    )
    assert "回企业所在属地" in text_of(client_of(outsider).get(start_address("number_update", device)))
    matter = handed_in(outsider, "number_update", NUMBER, device)
    assert decide(reviewer, matter).status_code == 302
    machine = again(device)
    assert machine.certificate_status == CertificateStatus.HOME_RENEWAL
    assert machine.registration_number == "粤TA-T202600077"
    assert "已完成换证" in text_of(client_of(outsider).get(start_address("number_update", device)))


def test_a_machine_of_an_owner_that_has_moved_to_zhongshan_is_renewed(clerk, reviewer, device):
    Device.objects.filter(pk=device.pk).update(certificate_status=CertificateStatus.HOME_RENEWAL)
    assert decide(reviewer, handed_in(clerk, "number_update", NUMBER, device)).status_code == 302
    assert again(device).certificate_status == CertificateStatus.RENEWED


@pytest.fixture
def unregistered(clerk):
    """A record that exists by its electronic number alone, as 添加设备 keeps it."""
    form = record_form(3, device__old_registration_number="粤TA-T202600077") | with_papers()
    assert client_of(clerk).post(ADD, form).status_code == 302
    return Device.objects.get(factory_number="2018-0003")


def test_the_intake_refuses_a_new_number_and_leads_to_the_matter(clerk, unregistered):
    page = text_of(client_of(clerk).get(of_device(unregistered)))
    assert "备案号更新申请" in page
    assert start_address("number_update", unregistered) in page
    assert start_address("number_update", unregistered) in text_of(
        client_of(clerk).get(of_device(unregistered, "edit/"))
    )


def test_a_machine_that_was_never_in_the_register_enters_it(clerk, reviewer, unregistered):
    matter = handed_in(clerk, "number_update", NUMBER, unregistered)
    page = client_of(reviewer).get(f"/console/matters/{matter.reference}/review/")
    assert "尚未入库" in words_of(page)
    assert decide(reviewer, matter).status_code == 302
    machine = again(unregistered)
    assert (machine.intake_status, machine.certificate_status) == (
        IntakeStatus.APPROVED,
        CertificateStatus.RENEWED,
    )
    assert (machine.old_registration_number, machine.registration_number) == ("", "粤TA-T202600077")
    assert client_of(clerk).get(of_device(machine)).status_code == 200
    assert client_of(clerk).get("/portal/devices/").status_code == 200


def test_a_record_edited_after_submission_is_not_decided_on(clerk, reviewer, unregistered):
    matter = handed_in(clerk, "number_update", NUMBER, unregistered)
    changed = record_form(
        3, revision=again(unregistered).revision, device__old_registration_number="粤TA-T202600077"
    )
    assert client_of(clerk).post(of_device(unregistered, "edit/"), changed).status_code == 302
    with nothing_changes(matter, unregistered):
        answer = decide(reviewer, matter)
    assert answer.status_code == 409
    assert again(matter).status == MatterStatus.PENDING


def test_a_record_deleted_after_submission_is_not_decided_on(clerk, reviewer, unregistered):
    matter = handed_in(clerk, "number_update", NUMBER, unregistered)
    revision = {"revision": again(unregistered).revision}
    assert client_of(clerk).post(of_device(unregistered, "delete/"), revision).status_code == 302
    with nothing_changes(matter):
        answer = decide(reviewer, matter)
    assert answer.status_code == 422
    assert "已删除" in text_of(answer)


def test_an_incomplete_record_is_not_handed_in(clerk):
    form = record_form(3, device__old_registration_number="", device__manufacturer="") | with_papers()
    client_of(clerk).post(ADD, form)
    device = Device.objects.get(factory_number="2018-0003")
    matter = saved(clerk, "number_update", NUMBER, device)
    answer = step(clerk, matter, "submit", declared="yes")
    assert answer.status_code == 422
    assert "制造单位" in text_of(answer)


def test_a_damaged_certificate_is_refused_at_its_field(clerk, device):
    broken = certificate_file()
    broken.file.truncate(20)
    form = fill("number_update", NUMBER, papers=False) | {"attachments.new_certificate": broken}
    answer = client_of(clerk).post(start_address("number_update", device), form)
    assert answer.status_code == 422
