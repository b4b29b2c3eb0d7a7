"""依职权 注销 and 产权变更: filed by one person of the office, decided by another, with the effects of the firm's own."""

from __future__ import annotations

import pytest

from devices.models import Device
from ground.glossary import CertificateStatus, MatterStatus
from inbox.models import Message
from matters.models import Matter, ProvinceErrand
from tests import cases
from tests.doors import nothing_changes
from tests.matters.office import DEREGISTERED, file_address, filed, press_file, take_back
from tests.matters.test_two_at_once import posting, together
from tests.matters.ways import (
    DEREGISTRATION,
    again,
    client_of,
    decide,
    decision,
    handed_in,
    review_address,
    transfer_to,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(clerk, reviewer):
    return cases.registered(clerk, reviewer)


def test_another_reviewer_decides_and_the_machine_is_deregistered(reviewer, second_reviewer, clerk, device):
    matter = filed(reviewer, "deregistration", device, DEREGISTERED)
    assert again(device).certificate_status == CertificateStatus.AWAITING_RENEWAL
    assert matter.reference in text_of(client_of(second_reviewer).get("/console/matters/queue/"))
    with nothing_changes(matter, device):
        assert decide(reviewer, matter).status_code == 403
    assert decide(second_reviewer, matter).status_code == 302
    assert again(matter).status == MatterStatus.ACCEPTED
    assert again(device).certificate_status == CertificateStatus.REVOKED
    assert ProvinceErrand.objects.get().matter == matter
    titles = Message.objects.filter(recipient=clerk).values_list("title", flat=True)
    assert {"审批办提出注销", "注销已办结"} <= {title.split("：")[0] for title in titles}


def test_an_administrator_files_and_a_reviewer_decides(administrator, reviewer, device):
    matter = filed(administrator, "deregistration", device, DEREGISTERED)
    with nothing_changes(matter, device):
        assert decide(administrator, matter).status_code == 403
    assert decide(reviewer, matter).status_code == 302


def test_a_transfer_makes_the_other_firm_s_record(reviewer, second_reviewer, stranger, other_firm, device):
    typed = {**transfer_to(other_firm), "explanation": "法院裁定设备归受让方所有。"}
    matter = filed(reviewer, "transfer", device, typed)
    page = text_of(client_of(stranger).get(f"/portal/matters/{matter.reference}/"))
    assert "依职权" in page
    assert client_of(stranger).post(f"/portal/matters/{matter.reference}/confirm/").status_code in {403, 409}
    assert decide(second_reviewer, matter).status_code == 302
    heir = Device.objects.get(previous=device)
    assert (heir.enterprise, heir.certificate_status) == (other_firm, CertificateStatus.AWAITING_RENEWAL)


@pytest.mark.parametrize(
    ("state", "voided"), [("drafted", True), ("rejected", True), ("waiting", True), ("accepted", False)]
)
def test_an_open_renewal_is_voided_until_it_was_accepted(reviewer, second_reviewer, clerk, state, voided):
    renewal = getattr(cases, state)(clerk, reviewer)
    answer = press_file(reviewer, "deregistration", renewal.device, DEREGISTERED)
    if not voided:
        assert answer.status_code == 409
        assert renewal.reference in text_of(answer)
        assert not Matter.objects.exists()
        return
    assert not again(renewal).is_voided
    assert decide(second_reviewer, Matter.objects.get()).status_code == 302
    assert again(renewal).is_voided


def test_a_renewal_accepted_meanwhile_stops_the_decision(reviewer, second_reviewer, clerk):
    from renewals.services.deciding import accept

    renewal = cases.waiting(clerk, reviewer)
    matter = filed(reviewer, "deregistration", renewal.device, DEREGISTERED)
    accept(renewal_id=renewal.pk, revision=renewal.revision, reviewer=second_reviewer)
    with nothing_changes(matter):
        assert decide(second_reviewer, matter).status_code == 409
    assert again(renewal.device).certificate_status == CertificateStatus.RENEWING


def test_a_firm_s_own_matter_comes_first(reviewer, clerk, device):
    own = handed_in(clerk, "deregistration", DEREGISTRATION, device)
    answer = press_file(reviewer, "deregistration", device, DEREGISTERED)
    assert answer.status_code == 409
    assert own.reference in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "evidence", "sentence"),
    [
        ({**DEREGISTERED, "explanation": ""}, True, "理由和依据"),
        (DEREGISTERED, False, "佐证材料：请添加"),
        ({**DEREGISTERED, "happened_on": "2999-01-01"}, True, "不能晚于今天"),
    ],
)
def test_reason_and_evidence_are_asked_for(reviewer, device, typed, evidence, sentence):
    with nothing_changes(device):
        answer = press_file(reviewer, "deregistration", device, typed, evidence=evidence)
    assert answer.status_code == 422
    assert sentence in text_of(answer)


@pytest.mark.parametrize("role", ["head", "supervisor", "clerk"])
def test_who_only_reads_files_nothing(request, role, device):
    person = request.getfixturevalue(role)
    with nothing_changes(device):
        assert press_file(person, "deregistration", device, DEREGISTERED).status_code == 403
        assert client_of(person).get(file_address("transfer", device)).status_code == 403


def test_kinds_that_are_the_firm_s_are_no_pages_of_the_office(administrator, device):
    for kind in ("renaming", "deferral", "number_update", "nonsense"):
        assert client_of(administrator).get(file_address(kind, device)).status_code == 404


def test_refused_and_taken_back_leave_the_machine_free(reviewer, second_reviewer, device):
    matter = filed(reviewer, "deregistration", device, DEREGISTERED)
    assert decide(second_reviewer, matter, "reject", opinion="证据不足，请先现场核实。").status_code == 302
    assert again(matter).status == MatterStatus.DISMISSED
    other = filed(second_reviewer, "deregistration", device, DEREGISTERED)
    assert take_back(second_reviewer, other).status_code == 302
    assert again(device).certificate_status == CertificateStatus.AWAITING_RENEWAL


def test_what_a_firm_filed_is_not_taken_back_by_the_office(reviewer, clerk, device):
    own = handed_in(clerk, "deregistration", DEREGISTRATION, device)
    with nothing_changes(own):
        assert take_back(reviewer, own).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_firm_and_office_one_files(reviewer, clerk):
    from tests.matters.ways import fill, start_address
    from tests.pages import png

    device = cases.registered(clerk, reviewer)
    office = {**DEREGISTERED, "attachments.office_evidence": png()}
    outcome = together(
        posting(client_of(reviewer), file_address("deregistration", device), office),
        posting(
            client_of(clerk),
            start_address("deregistration", device),
            fill("deregistration", DEREGISTRATION, papers=False),
        ),
    )
    assert outcome == [302, 409]
    assert Matter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_deciders_one_wins(administrator, reviewer, second_reviewer, clerk):
    device = cases.registered(clerk, reviewer)
    matter = filed(administrator, "deregistration", device, DEREGISTERED)
    outcome = together(
        posting(client_of(reviewer), review_address(matter), decision(matter, "accept")),
        posting(
            client_of(second_reviewer),
            review_address(matter),
            decision(matter, "reject", opinion="证据不足不办。"),
        ),
    )
    assert outcome == [302, 409]
