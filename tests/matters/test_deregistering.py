"""注销: from the firm's form to the machine that is 已注销."""

from __future__ import annotations

import pytest
from django.test import Client

from audit.models import HistoryEntry
from certificates.models import ElectronicCertificate
from devices.models import Device
from ground.glossary import CertificateStatus, MatterStatus, Step
from inbox.models import Message
from matters.models import Matter, MatterRound, ProvinceErrand
from renewals.models import RenewalApplication
from tests import cases
from tests.doors import nothing_changes
from tests.matters.ways import (
    DEREGISTRATION,
    LIST,
    again,
    client_of,
    decide,
    fill,
    handed_in,
    saved,
    start_address,
    step,
)
from tests.pages import problem_at, text_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(clerk, reviewer):
    return cases.registered(clerk, reviewer)


@pytest.fixture
def matter(clerk, device):
    return handed_in(clerk, "deregistration", DEREGISTRATION, device)


def test_the_way_from_form_to_the_end_of_the_registration(clerk, reviewer, device, matter):
    assert matter.status == MatterStatus.PENDING
    assert decide(reviewer, matter, opinion="报废证明齐全。").status_code == 302
    machine = again(device)
    assert machine.certificate_status == CertificateStatus.REVOKED
    assert not machine.numbers.filter(until=None).exists()
    assert again(matter).status == MatterStatus.ACCEPTED
    steps = list(HistoryEntry.objects.of_matter(matter.pk).values_list("step", flat=True))
    assert steps == [Step.MATTER_ACCEPTED, Step.MATTER_SUBMITTED, Step.MATTER_SAVED]
    assert ProvinceErrand.objects.waiting().get().matter == matter
    assert Message.objects.filter(recipient=clerk, title__startswith="注销已办结").exists()
    page = words_of(client_of(clerk).get(f"{LIST}{matter.reference}/"))
    assert "已办结" in page
    assert "报废证明齐全" in page


def test_the_round_is_frozen_with_its_digest_and_papers(matter):
    (handed,) = MatterRound.objects.filter(matter=matter)
    assert handed.body["content"] == DEREGISTRATION
    assert handed.body["machine"]["factory_number"] == "2018-0001"
    assert [paper["kind"] for paper in handed.attachments] == ["deregistration_proof"]
    assert len(handed.sm3) == 64


def test_a_machine_that_is_gone_waits_no_more_and_cannot_be_renewed(clerk, reviewer, device, matter):
    decide(reviewer, matter)
    portal = client_of(clerk)
    assert device.registration_number not in text_of(portal.get("/portal/devices/?progress=awaiting"))
    assert "此设备已注销" in text_of(portal.get(f"/portal/devices/{device.pk}/renewal/"))
    verdict = Client().get("/verify/", {"number": "粤T-T00001", "serial": "2018-0001"})
    assert "已注销" in words_of(verdict)


@pytest.mark.parametrize("state", [cases.drafted, cases.waiting, cases.rejected, cases.claimed])
def test_a_renewal_not_handed_over_is_voided_with_a_message(clerk, reviewer, state):
    renewal = state(clerk, reviewer)
    matter = handed_in(clerk, "deregistration", DEREGISTRATION, renewal.device)
    assert decide(reviewer, matter).status_code == 302
    gone = again(renewal)
    assert gone.is_voided
    assert gone.claimed_by is None
    assert not RenewalApplication.objects.awaiting_review().exists()
    assert Message.objects.filter(recipient=clerk, title__startswith="换证申请已作废").exists()
    assert again(renewal.device).certificate_status == CertificateStatus.REVOKED


@pytest.mark.parametrize("state", [cases.accepted, cases.uploading, cases.failed])
def test_a_renewal_that_was_accepted_stops_it_at_submission(clerk, reviewer, state):
    renewal = state(clerk, reviewer)
    matter = saved(clerk, "deregistration", DEREGISTRATION, renewal.device)
    with nothing_changes(matter, renewal, renewal.device):
        answer = step(clerk, matter, "submit", declared="yes")
    assert answer.status_code == 409
    assert renewal.reference in text_of(answer)


def test_a_renewal_accepted_meanwhile_stops_the_decision(clerk, reviewer):
    renewal = cases.waiting(clerk, reviewer)
    matter = handed_in(clerk, "deregistration", DEREGISTRATION, renewal.device)
    cases.accept(renewal_id=renewal.pk, revision=renewal.revision, reviewer=reviewer)
    with nothing_changes(matter, renewal, renewal.device):
        answer = decide(reviewer, matter)
    assert answer.status_code == 409
    assert "已接受备案" in text_of(answer)


def test_the_certificate_of_a_renewed_machine_ends_with_it(clerk, reviewer):
    certificate = cases.issued(clerk, reviewer)
    matter = handed_in(clerk, "deregistration", DEREGISTRATION, certificate.device)
    decide(reviewer, matter)
    ended = ElectronicCertificate.objects.get()
    assert ended.standing.label == "已注销"
    assert ended.ended_on is not None
    assert "已注销" in words_of(client_of(clerk).get("/portal/certificates/?validity=cancelled"))


def test_a_refusal_goes_round_again(clerk, reviewer, matter):
    assert decide(reviewer, matter, "reject", opinion="报废处置证明未盖章，请补充。").status_code == 302
    page = text_of(client_of(clerk).get(f"{LIST}{matter.reference}/"))
    assert "报废处置证明未盖章" in page
    form = fill("deregistration", DEREGISTRATION | {"explanation": "已盖章"}, papers=False)
    form["revision"] = str(again(matter).revision)
    assert client_of(clerk).post(f"{LIST}{matter.reference}/edit/", form).status_code == 302
    assert again(matter).status == MatterStatus.NOT_SUBMITTED
    step(clerk, matter, "submit", declared="yes")
    assert again(matter).round == 2
    assert decide(reviewer, matter).status_code == 302
    outcomes = list(MatterRound.objects.order_by("number").values_list("outcome", flat=True))
    assert outcomes == [MatterStatus.REJECTED, MatterStatus.ACCEPTED]


@pytest.mark.parametrize("opinion", ["", "不行", "长" * 2001])
def test_a_refusal_needs_an_opinion(reviewer, matter, opinion):
    with nothing_changes(matter):
        answer = decide(reviewer, matter, "reject", opinion=opinion)
    assert answer.status_code == 422


def test_withdrawn_it_can_be_changed_and_voided(clerk, matter, device):
    assert step(clerk, matter, "withdraw").status_code == 302
    assert again(matter).status == MatterStatus.NOT_SUBMITTED
    with nothing_changes(matter):
        assert step(clerk, matter, "void", reason="").status_code == 422
    assert step(clerk, matter, "void", reason="不再报废").status_code == 302
    assert again(matter).status == MatterStatus.VOIDED
    assert again(device).certificate_status == CertificateStatus.AWAITING_RENEWAL
    handed_in(clerk, "deregistration", DEREGISTRATION, device)


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ({"cause": ""}, "cause"),
        ({"happened_on": ""}, "happened_on"),
        ({"happened_on": "2999-01-01"}, "happened_on"),
        ({"cause": "statutory"}, "grounds"),
        ({"cause": "moved_away"}, "destination"),
        ({"cause": "other", "explanation": "坏"}, "explanation"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_handed_in(clerk, device, typed, path):
    matter = saved(clerk, "deregistration", DEREGISTRATION | typed, device)
    with nothing_changes(matter, device):
        answer = step(clerk, matter, "submit", declared="yes")
    assert answer.status_code == 422
    assert problem_at(answer, path)


def test_a_missing_paper_is_asked_for_and_moving_away_needs_none(clerk, device):
    matter = saved(clerk, "deregistration", DEREGISTRATION, device, papers=False)
    assert problem_at(step(clerk, matter, "submit", declared="yes"), "attachments.deregistration_proof")
    moved = {"cause": "moved_away", "destination": "广州市", "happened_on": "2026-03-02", "revision": "1"}
    client_of(clerk).post(f"{LIST}{matter.reference}/edit/", moved)
    assert step(clerk, matter, "submit", declared="yes").status_code == 302


def test_without_the_declaration_nothing_is_handed_in(clerk, device):
    matter = saved(clerk, "deregistration", DEREGISTRATION, device)
    with nothing_changes(matter):
        assert step(clerk, matter, "submit").status_code == 422


@pytest.mark.parametrize(
    "typed", [{"happened_on": "昨天"}, {"cause": "nonsense"}, {"explanation": "长" * 501}]
)
def test_what_cannot_be_read_keeps_the_form_open_with_everything_typed(clerk, device, typed):
    form = fill("deregistration", DEREGISTRATION | {"destination": "佛山市"} | typed, papers=False)
    answer = client_of(clerk).post(start_address("deregistration", device), form)
    assert answer.status_code == 422
    assert "佛山市" in text_of(answer)
    assert not Matter.objects.exists()


def test_a_machine_has_one_undecided_matter(clerk, device, matter):
    answer = client_of(clerk).post(
        start_address("deferral", device), fill("deferral", {"cause": "idle", "until": "2027-01-01"})
    )
    assert answer.status_code == 409
    assert "未办结的企业事项" in text_of(answer)
    assert Matter.objects.count() == 1


def test_an_old_page_changes_nothing(clerk, matter):
    with nothing_changes(matter):
        answer = client_of(clerk).post(f"{LIST}{matter.reference}/withdraw/", {"revision": "1"})
    assert answer.status_code == 409
    assert "提交企业事项" in text_of(answer)


def test_a_second_decision_is_told_who_was_first(clerk, reviewer, second_reviewer, matter):
    decide(reviewer, matter)
    with nothing_changes(matter):
        answer = decide(second_reviewer, matter, "reject", opinion="请补充证明材料。")
    assert answer.status_code == 409
    assert reviewer.masked_name in text_of(answer)
    assert "请补充证明材料" in text_of(answer)


def test_a_reviewer_does_not_decide_on_what_was_handed_in_again_meanwhile(clerk, reviewer, matter):
    seen = again(matter).revision
    step(clerk, matter, "withdraw")
    step(clerk, matter, "submit", declared="yes")
    with nothing_changes(matter):
        answer = client_of(reviewer).post(
            f"/console/matters/{matter.reference}/review/", {"step": "accept", "revision": seen}
        )
    assert answer.status_code == 409


def test_the_history_of_firm_and_office_shows_the_steps(clerk, reviewer, matter):
    decide(reviewer, matter)
    for person, address in ((clerk, "/portal/history/"), (reviewer, "/console/history/")):
        page = words_of(client_of(person).get(address))
        assert "注销：企业事项审核通过" in page
        assert matter.reference in page


def test_lists_filter_by_kind_state_and_words(clerk, reviewer, matter):
    portal, office = client_of(clerk), client_of(reviewer)
    for client, address in (
        (portal, LIST),
        (office, "/console/matters/"),
        (office, "/console/matters/queue/"),
    ):
        assert matter.reference in text_of(client.get(address))
        assert matter.reference in text_of(client.get(address, {"kind": "deregistration", "q": "t00001"}))
        assert matter.reference not in text_of(client.get(address, {"kind": "transfer"}))
        assert matter.reference not in text_of(client.get(address, {"q": "不存在的"}))
    assert matter.reference not in text_of(portal.get(LIST, {"state": "accepted"}))
    assert Device.objects.count() == 1
