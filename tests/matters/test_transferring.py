"""产权变更: one firm gives a machine away, another confirms, the office decides."""

from __future__ import annotations

import pytest
from django.test import Client

from audit.models import HistoryEntry
from devices.models import Device, RegistrationNumber
from documents.models import Attachment, SubjectKind
from ground.glossary import CertificateStatus, IntakeStatus, MatterStatus, Step
from inbox.models import Message
from matters.models import MatterRound, ProvinceErrand
from renewals.services.drafting import prepare_renewal
from tests import cases
from tests.doors import nothing_changes
from tests.matters.ways import LIST, again, client_of, decide, handed_in, saved, step, transfer_to
from tests.pages import problem_at, text_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(make_user, other_firm):
    return make_user("receiver", "enterprise_manager", enterprise=other_firm)


@pytest.fixture
def device(clerk, reviewer):
    return cases.registered(clerk, reviewer)


@pytest.fixture
def matter(clerk, device, other_firm):
    return handed_in(clerk, "transfer", transfer_to(other_firm), device)


def new_record(old) -> Device:
    return Device.objects.get(previous=old)


def test_the_whole_way(clerk, receiver, reviewer, device, matter):
    assert matter.status == MatterStatus.AWAITING_CONFIRMATION
    assert Message.objects.filter(recipient=receiver, title__startswith="请确认接收").exists()
    assert "转入本企业" in words_of(client_of(receiver).get(LIST))
    assert step(receiver, matter, "confirm", declared="yes").status_code == 302
    assert again(matter).status == MatterStatus.PENDING
    assert decide(reviewer, matter).status_code == 302
    old, new = again(device), new_record(device)
    assert old.certificate_status == CertificateStatus.REVOKED
    assert (new.enterprise_id, new.intake_status) == (receiver.enterprise_id, IntakeStatus.APPROVED)
    assert new.certificate_status == CertificateStatus.AWAITING_RENEWAL
    assert (new.old_registration_number, new.factory_number) == ("粤T-T00001", "2018-0001")
    assert new.contact_name != old.contact_name or not old.contact_name
    assert again(matter).outcome == new
    assert set(HistoryEntry.objects.of_device(new.pk).values_list("step", flat=True)) == {
        Step.DEVICE_TAKEN_OVER
    }


def test_the_new_owner_has_papers_number_and_the_way_to_renew(clerk, receiver, reviewer, device, matter):
    step(receiver, matter, "confirm", declared="yes")
    decide(reviewer, matter)
    new = new_record(device)
    kinds = set(Attachment.objects.of(SubjectKind.DEVICE, new.pk).values_list("kind", flat=True))
    assert {"old_certificate", "nameplate_photo", "transfer_docs"} <= kinds
    assert RegistrationNumber.objects.get(key="粤TT00001").device == new
    assert prepare_renewal(device=new, user=receiver).parameters["rated_load_moment"]["value"] == "800"
    verdict = words_of(Client().get("/verify/", {"number": "粤T-T00001", "serial": "2018-0001"}))
    assert receiver.enterprise.name in verdict


def test_the_old_owner_keeps_reading_its_record_and_no_other(clerk, receiver, reviewer, device, matter):
    step(receiver, matter, "confirm", declared="yes")
    decide(reviewer, matter)
    portal = client_of(clerk)
    assert portal.get(f"/portal/devices/{device.pk}/").status_code == 200
    assert portal.get(f"/portal/devices/{new_record(device).pk}/").status_code == 404
    assert client_of(receiver).get(f"/portal/devices/{device.pk}/").status_code == 404
    assert portal.get(f"{LIST}{matter.reference}/").status_code == 200
    assert client_of(receiver).get(f"{LIST}{matter.reference}/").status_code == 200


def test_a_renewed_machine_changes_hands_in_old_units_and_the_province_is_told_by_hand(
    clerk, receiver, reviewer, other_firm
):
    certificate = cases.issued(clerk, reviewer)
    matter = handed_in(clerk, "transfer", transfer_to(other_firm), certificate.device)
    step(receiver, matter, "confirm", declared="yes")
    assert decide(reviewer, matter).status_code == 302
    new = new_record(certificate.device)
    assert new.old_registration_number == certificate.registration_number
    assert prepare_renewal(device=new, user=receiver).parameters["rated_load_moment"]["value"] == "800"
    assert again(certificate).standing.label == "已注销"
    assert other_firm.name in ProvinceErrand.objects.get().task


def test_it_changes_hands_twice(clerk, manager, receiver, reviewer, firm, device, matter):
    step(receiver, matter, "confirm", declared="yes")
    decide(reviewer, matter)
    back = handed_in(receiver, "transfer", transfer_to(firm), new_record(device))
    step(manager, back, "confirm", declared="yes")
    assert decide(reviewer, back).status_code == 302
    assert new_record(new_record(device)).enterprise == firm


def test_the_new_owner_declines_with_a_reason(clerk, receiver, device, matter):
    with nothing_changes(matter):
        assert step(receiver, matter, "decline", reason="").status_code == 422
    assert step(receiver, matter, "decline", reason="尚未付清转让款").status_code == 302
    assert again(matter).status == MatterStatus.REJECTED
    assert "尚未付清转让款" in text_of(client_of(clerk).get(f"{LIST}{matter.reference}/"))
    assert MatterRound.objects.get(matter=matter).outcome == MatterStatus.REJECTED


def test_only_the_manager_of_the_new_owner_confirms(clerk, manager, stranger, receiver, matter):
    for person, status in ((clerk, 403), (manager, 403), (stranger, 403)):
        with nothing_changes(matter):
            assert step(person, matter, "confirm", declared="yes").status_code == status, person
    with nothing_changes(matter):
        assert step(receiver, matter, "confirm").status_code == 422
    with nothing_changes(matter):
        assert step(receiver, matter, "withdraw").status_code == 404


def test_a_third_firm_finds_nothing(make_user, make_enterprise, matter):
    third = make_user("third", "enterprise_manager", enterprise=make_enterprise(number=9))
    for name in ("", "papers/1/"):
        assert client_of(third).get(f"{LIST}{matter.reference}/{name}").status_code == 404
    with nothing_changes(matter):
        assert step(third, matter, "confirm", declared="yes").status_code == 404


def test_the_new_owner_reads_the_papers_that_were_handed_in(receiver, matter):
    (paper,) = MatterRound.objects.get(matter=matter).attachments
    assert client_of(receiver).get(f"{LIST}{matter.reference}/papers/{paper['id']}/").status_code == 200


def test_what_was_taken_back_is_no_longer_shown_to_the_other_firm(clerk, receiver, matter):
    step(clerk, matter, "withdraw")
    assert client_of(receiver).get(f"{LIST}{matter.reference}/").status_code == 404
    assert Message.objects.filter(recipient=receiver, title__startswith="转让方已撤回").exists()


def test_the_office_does_not_decide_before_the_new_owner(reviewer, matter):
    with nothing_changes(matter):
        answer = decide(reviewer, matter)
    assert answer.status_code == 409
    assert "待受让方确认" in text_of(answer)
    assert matter.reference not in text_of(client_of(reviewer).get("/console/matters/queue/"))


@pytest.mark.parametrize(
    ("whose", "said"),
    [("firm", "本企业的代码"), ("outside_firm", "外迁"), (None, "没有这个代码的企业")],
)
def test_a_receiver_that_cannot_be_one(request, clerk, device, whose, said):
    code = request.getfixturevalue(whose).uscc if whose else "91442000DEM000022J"
    matter = saved(clerk, "transfer", {"receiver_uscc": code, "agreed_on": "2026-03-02"}, device)
    with nothing_changes(matter):
        answer = step(clerk, matter, "submit", declared="yes")
    assert said in problem_at(answer, "receiver_uscc")


def test_a_code_with_a_slip_is_named_as_such(clerk, device, other_firm):
    slip = other_firm.uscc[:-1] + ("0" if other_firm.uscc.endswith("1") else "1")
    matter = saved(clerk, "transfer", transfer_to(other_firm, receiver_uscc=slip), device)
    assert "统一社会信用代码" in problem_at(step(clerk, matter, "submit", declared="yes"), "receiver_uscc")


def test_a_firm_elsewhere_is_led_by_the_official_words(outsider, reviewer, clerk):
    device = cases.registered(clerk, reviewer)
    Device.objects.filter(pk=device.pk).update(enterprise=outsider.enterprise)
    page = text_of(client_of(outsider).get(f"{LIST}new/transfer/?device={device.pk}"))
    assert "操作指引" in page
