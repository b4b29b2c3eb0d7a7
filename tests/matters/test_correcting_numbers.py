"""备案号更正: asked for by one administrator with evidence, confirmed by another, both numbers found for ever."""

from __future__ import annotations

import pytest
from django.db import connection

from audit.models import HistoryEntry
from certificates.models import ElectronicCertificate
from devices.models import Device, RegistrationNumber
from ground.glossary import CertificateStatus, MatterStatus, Step
from inbox.models import Message
from matters.models import Matter, ProvinceErrand
from renewals.models import RenewalApplication
from tests import cases
from tests.doors import nothing_changes
from tests.matters.office import RIGHT, correction, file_address, filed, press_file, take_back, verified
from tests.matters.test_two_at_once import posting, together
from tests.matters.ways import again, client_of, decide, decision, review_address
from tests.pages import text_of

pytestmark = pytest.mark.django_db
WRONG = "粤T-T00001"
NEW = "粤TF-T202600077"


@pytest.fixture
def second_administrator(make_user):
    return make_user("admin2", "administrator")


@pytest.fixture
def device(clerk, reviewer):
    return cases.registered(clerk, reviewer)


@pytest.fixture
def asked(administrator, device):
    return filed(administrator, "number_correction", device, correction())


def test_a_second_administrator_confirms_it(administrator, second_administrator, clerk, device, asked):
    assert asked.status == MatterStatus.PENDING
    assert again(device).registration_number == WRONG
    assert decide(second_administrator, asked).status_code == 302
    machine = again(device)
    assert (machine.registration_number, machine.certificate_status) == (RIGHT, device.certificate_status)
    numbers = {row.number: (row.mistaken, row.until is None) for row in machine.numbers.all()}
    assert numbers == {WRONG: (True, False), RIGHT: (False, True)}
    steps = list(HistoryEntry.objects.of_matter(asked.pk).values_list("step", "actor_id"))
    assert steps == [
        (Step.OFFICE_ACCEPTED, str(second_administrator.pk)),
        (Step.OFFICE_FILED, str(administrator.pk)),
    ]
    told = Message.objects.filter(recipient=clerk).order_by("id").values_list("title", flat=True)
    assert [title.split("：")[0] for title in told][-2:] == ["审批办提出备案号更正", "备案号更正已办结"]


def test_both_numbers_are_found_everywhere(second_administrator, reviewer, clerk, device, asked):
    decide(second_administrator, asked)
    for number in (WRONG, RIGHT, "t-t00001", "Ｔ-Ｔ００099"):
        assert RIGHT in text_of(client_of(clerk).get("/portal/devices/", {"q": number})), number
        assert RIGHT in text_of(client_of(reviewer).get("/console/devices/device/", {"q": number})), number
        assert asked.reference in text_of(client_of(clerk).get("/portal/matters/", {"q": number})), number
    assert f"备案号已更正为：{RIGHT}" in verified(WRONG, device)
    assert "旧证·待换发" in verified(RIGHT, device)
    page = text_of(client_of(reviewer).get(f"/console/intake/{device.pk}/review/"))
    assert "登记有误，已更正" in page
    assert "登记有误" in text_of(client_of(clerk).get(f"/portal/devices/{device.pk}/"))


def test_nobody_confirms_what_he_asked_for(administrator, asked):
    with nothing_changes(asked):
        for step in ("accept", "reject"):
            refused = decide(administrator, asked, step, opinion="请另行核对证书。")
            assert refused.status_code == 403
    page = text_of(client_of(administrator).get(review_address(asked)))
    assert "须由另一名系统管理员复核" in page
    assert "撤销提出" in page


def test_the_second_rejects_it_with_an_opinion(second_administrator, device, asked):
    with nothing_changes(asked):
        assert decide(second_administrator, asked, "reject", opinion="好").status_code == 422
    assert (
        decide(second_administrator, asked, "reject", opinion="证书原件上就是现在的号码。").status_code == 302
    )
    assert again(asked).status == MatterStatus.DISMISSED
    assert again(device).registration_number == WRONG
    with nothing_changes(asked):
        assert decide(second_administrator, asked).status_code == 409


def test_only_the_requester_takes_it_back(administrator, second_administrator, device, asked):
    with nothing_changes(asked):
        assert take_back(second_administrator, asked).status_code == 403
    assert take_back(administrator, asked).status_code == 302
    assert again(asked).status == MatterStatus.VOIDED
    with nothing_changes(asked):
        assert take_back(administrator, asked).status_code == 409
        assert decide(second_administrator, asked).status_code == 409
    assert filed(second_administrator, "number_correction", device, correction())


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (correction(explanation=" "), "理由和依据：请填写"),
        (correction(explanation="错了"), "至少 5 个字"),
        (correction(number="　"), "更正后的备案号：请填写"),
        (correction(number="粤T－Ｔ 00001"), "与现在的相同"),
        (correction(number="粤TA-T202600001"), "旧证的编号格式"),
        (correction(number="\U0001f600"), "表情符号"),
        (correction(which="new"), "没有新备案号"),
        (correction(which="nonsense"), "更正哪个备案号"),
        (correction(number="1" * 10_000), "最多 40 个字"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(administrator, device, typed, sentence):
    with nothing_changes(device):
        answer = press_file(administrator, "number_correction", device, typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "证书原件.png" in text_of(answer)
    assert not Matter.objects.exists()


def test_without_evidence_it_is_not_taken(administrator, device):
    answer = press_file(administrator, "number_correction", device, correction(), evidence=False)
    assert answer.status_code == 422
    assert "佐证材料：请添加" in text_of(answer)


def test_another_machine_s_number_is_refused_when_asked_for_and_when_confirmed(
    administrator, second_administrator, clerk, reviewer, device
):
    cases.registered(clerk, reviewer, 2)
    taken = press_file(administrator, "number_correction", device, correction("粤T-T00002"))
    assert taken.status_code == 422
    assert "已属于市网另一台设备" in text_of(taken)
    asked = filed(administrator, "number_correction", device, correction())
    cases.registered(clerk, reviewer, 99)  # takes 粤T-T00099 meanwhile
    with nothing_changes(asked, device):
        refused = decide(second_administrator, asked)
    assert refused.status_code == 422
    assert "已属于市网另一台设备" in text_of(refused)


def test_the_electronic_number_too_and_the_certificate_keeps_what_it_says(
    administrator, second_administrator, clerk, reviewer
):
    certificate = cases.issued(clerk, reviewer)
    asked = filed(administrator, "number_correction", certificate.device, correction(NEW, "new"))
    assert decide(second_administrator, asked).status_code == 302
    machine, kept = again(certificate.device), again(certificate)
    assert (machine.new_registration_number, machine.certificate_status) == (NEW, CertificateStatus.RENEWED)
    assert kept.registration_number == certificate.registration_number
    assert kept.number_in_force == NEW
    assert f"市网已更正为 {NEW}" in text_of(client_of(clerk).get("/portal/certificates/"))
    assert "证照所载备案号" in verified(NEW, machine)
    assert f"备案号已更正为：{NEW}" in verified(certificate.registration_number, machine)
    assert ProvinceErrand.objects.get().expected == NEW
    page = client_of(clerk).get("/portal/renewals/", {"q": NEW, "upload": "uploaded"})
    assert page.status_code == 200
    assert RenewalApplication.objects.search(NEW).get() == certificate.renewal


def test_a_draft_takes_the_right_number_along(administrator, second_administrator, clerk, reviewer):
    renewal = cases.drafted(clerk, reviewer)
    asked = filed(administrator, "number_correction", renewal.device, correction())
    assert decide(second_administrator, asked).status_code == 302
    draft = again(renewal)
    assert draft.old_registration_number == RIGHT
    assert draft.revision == renewal.revision + 1
    assert RenewalApplication.objects.search(WRONG).get() == renewal


@pytest.mark.parametrize("state", ["waiting", "accepted", "uploading"])
def test_a_renewal_under_review_or_at_the_province_stops_it(
    administrator, second_administrator, clerk, reviewer, state
):
    renewal = getattr(cases, state)(clerk, reviewer)
    refused = press_file(administrator, "number_correction", renewal.device, correction())
    assert refused.status_code == 409
    assert renewal.reference in text_of(refused)
    page = text_of(client_of(administrator).get(file_address("number_correction", renewal.device)))
    assert renewal.reference in page


def test_a_renewal_handed_in_meanwhile_stops_the_confirmation(
    administrator, second_administrator, clerk, reviewer
):
    renewal = cases.drafted(clerk, reviewer)
    asked = filed(administrator, "number_correction", renewal.device, correction())
    cases.submitted(renewal, clerk)
    with nothing_changes(asked, renewal):
        assert decide(second_administrator, asked).status_code in {409, 422}


def test_a_deregistered_machine_s_number_can_be_corrected_too(
    administrator, second_administrator, clerk, reviewer, device
):
    from tests.matters.ways import DEREGISTRATION, handed_in

    decide(reviewer, handed_in(clerk, "deregistration", DEREGISTRATION, device))
    asked = filed(administrator, "number_correction", device, correction())
    assert decide(second_administrator, asked).status_code == 302
    machine = again(device)
    assert machine.certificate_status == CertificateStatus.REVOKED
    assert not machine.numbers.filter(until__isnull=True).exists()
    assert "已注销" in verified(RIGHT, machine)


@pytest.mark.parametrize("role", ["reviewer", "head", "supervisor"])
def test_only_administrators_ask_and_confirm(request, role, device, asked):
    person = request.getfixturevalue(role)
    with nothing_changes(device, asked):
        assert press_file(person, "number_correction", device, correction()).status_code == 403
        assert client_of(person).get(file_address("number_correction", device)).status_code == 403
        assert decide(person, asked).status_code == 403
        assert take_back(person, asked).status_code == 403


def test_firms_see_theirs_and_change_nothing(clerk, manager, stranger, device, asked):
    page = text_of(client_of(clerk).get(f"/portal/matters/{asked.reference}/"))
    assert "由审批办依职权办理" in page
    assert "有异议的" in page
    assert client_of(stranger).get(f"/portal/matters/{asked.reference}/").status_code == 404
    assert client_of(clerk).get("/portal/matters/new/number_correction/").status_code == 404
    with nothing_changes(asked):
        for step in ("withdraw", "void", "submit", "edit"):
            address = f"/portal/matters/{asked.reference}/{step}/"
            assert client_of(manager).post(address, {"revision": "2", "reason": "不需要"}).status_code == 404
        assert press_file(clerk, "number_correction", device, correction()).status_code == 403


def test_the_list_says_what_waits(administrator, second_administrator, reviewer, clerk, device, asked):
    address = "/console/matters/corrections/"
    page = text_of(client_of(second_administrator).get(address))
    assert asked.reference in page
    assert "待复核" in page
    assert "复核" in page
    assert asked.reference not in text_of(client_of(reviewer).get("/console/matters/queue/"))
    assert asked.reference not in text_of(client_of(administrator).get(address, {"state": "accepted"}))
    assert asked.reference in text_of(client_of(administrator).get(address, {"q": "t00001"}))
    assert client_of(reviewer).get(address).status_code == 200
    assert client_of(clerk).get(address).status_code == 403
    exported = client_of(administrator).post("/console/matters/corrections/export/", {"state": "pending"})
    assert exported.status_code == 200
    assert exported["Content-Type"].endswith("sheet")


def test_a_second_one_waits_for_the_first(administrator, second_administrator, device, asked):
    with nothing_changes(asked):
        again_asked = press_file(second_administrator, "number_correction", device, correction("粤T-T00098"))
    assert again_asked.status_code == 409
    assert asked.reference in text_of(again_asked)


@pytest.mark.django_db(transaction=True)
def test_of_confirming_and_taking_back_one_wins(administrator, make_user, clerk, reviewer):
    second = make_user("admin2", "administrator")
    device = cases.registered(clerk, reviewer)
    asked = filed(administrator, "number_correction", device, correction())
    posted = decision(asked, "accept")
    back = f"/console/matters/{asked.reference}/take-back/"
    outcome = together(
        posting(client_of(second), review_address(asked), posted),
        posting(client_of(administrator), back, {"revision": posted["revision"]}),
    )
    assert outcome == [302, 409]
    corrected = Device.objects.get(pk=device.pk).registration_number == RIGHT
    assert corrected == (Matter.objects.get().status == MatterStatus.ACCEPTED)


@pytest.mark.django_db(transaction=True)
def test_two_machines_never_get_the_same_number(administrator, make_user, clerk, reviewer):
    second = make_user("admin2", "administrator")
    machines = [cases.registered(clerk, reviewer, number) for number in (1, 2)]
    asked = [filed(administrator, "number_correction", machine, correction()) for machine in machines]
    outcome = together(
        *(posting(client_of(second), review_address(matter), decision(matter, "accept")) for matter in asked)
    )
    assert outcome == [302, 422]
    assert Device.objects.filter(old_registration_number=RIGHT).count() == 1
    assert RegistrationNumber.objects.filter(number=RIGHT).count() == 1
    assert connection.vendor
    assert not ElectronicCertificate.objects.exists()
