"""接受备案, 不接受备案 and 签收 on the review page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from audit.models import HistoryEntry
from ground.glossary import ApprovalStatus, Step
from provincial_sync.models import Upload
from renewals.models import Decision, RenewalApplication
from renewals.services.claiming import claim
from renewals.services.submitting import request_withdrawal, withdraw_renewal
from tests import cases

OPINION = "最大幅度处额定起重量与说明书不符，请核对后重新提交。"


@pytest.fixture
def case(clerk, reviewer):
    """A renewal that waits for review, one value off its conversion."""
    return cases.waiting(clerk, reviewer, capacity_at_max_radius="1250")


def address(case):
    return reverse("console:renewal_review", args=[case.reference])


def state_of(case):
    return RenewalApplication.objects.get(pk=case.pk).approval_status


def test_acceptance_decides_records_and_hands_over(case, reviewer, signed_in):
    answer = signed_in(reviewer).post(address(case), cases.decision(case, "accept"), follow=True)
    assert answer.status_code == 200
    assert "已接受备案" in answer.content.decode()
    assert state_of(case) == ApprovalStatus.ACCEPTED
    assert Decision.objects.get(renewal=case).decided_by == reviewer
    assert HistoryEntry.objects.filter(renewal_id=case.pk, step=Step.RENEWAL_ACCEPTED).count() == 1
    assert Upload.objects.filter(renewal=case).count() == 1


def test_a_decision_opens_the_next_oldest(case, clerk, reviewer, signed_in):
    following = cases.waiting(clerk, reviewer, number=2)
    answer = signed_in(reviewer).post(address(case), cases.decision(case, "accept"))
    assert answer.url == address(following)


def test_what_another_reviewer_has_claimed_is_not_opened_next(
    case, clerk, reviewer, second_reviewer, signed_in
):
    claimed = cases.waiting(clerk, reviewer, number=2)
    claim(renewal_id=claimed.pk, reviewer=second_reviewer)
    answer = signed_in(reviewer).post(address(case), cases.decision(case, "accept"))
    assert answer.url == reverse("console:renewal_queue")


def test_a_refusal_keeps_opinion_kind_and_remarks(case, reviewer, signed_in):
    typed = {"opinion": OPINION, "remark:parameters.capacity_at_max_radius": "应为 1200 kg"}
    signed_in(reviewer).post(address(case), cases.decision(case, "reject", **typed))
    decision = Decision.objects.get(renewal=case)
    assert state_of(case) == ApprovalStatus.REJECTED
    assert (decision.opinion, decision.kind) == (OPINION, "correction")
    assert list(decision.remarks.values_list("path", "text")) == [
        ("parameters.capacity_at_max_radius", "应为 1200 kg")
    ]


def test_a_statutory_refusal_names_its_grounds(case, reviewer, signed_in):
    typed = {"opinion": OPINION, "kind": "statutory", "grounds": ["G1", "G4"]}
    signed_in(reviewer).post(address(case), cases.decision(case, "reject", **typed))
    assert Decision.objects.get(renewal=case).grounds == ["G1", "G4"]


def test_grounds_left_over_from_another_choice_are_not_kept(case, reviewer, signed_in):
    typed = {"opinion": OPINION, "kind": "correction", "grounds": ["G1"]}
    signed_in(reviewer).post(address(case), cases.decision(case, "reject", **typed))
    assert Decision.objects.get(renewal=case).grounds == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"opinion": "   "}, "请填写备案意见"),
        ({"opinion": "不行"}, "至少 5 个字"),
        ({"opinion": OPINION, "kind": ""}, "请选择不接受备案的类别"),
        ({"opinion": OPINION, "kind": "statutory"}, "至少勾选一种法定情形"),
        ({"opinion": OPINION, "kind": "statutory", "grounds": ["G9"]}, "G9"),
        ({"opinion": "长" * 2001}, "最多 2000 字"),
        ({"opinion": OPINION, "remark:device.model": "长" * 301}, "每条最多 300 字"),
        ({"opinion": "含\x00控制字符的意见"}, "空字符"),
    ],
)
def test_a_refusal_that_lacks_something_changes_nothing_and_says_what(case, reviewer, signed_in, typed, said):
    answer = signed_in(reviewer).post(address(case), cases.decision(case, "reject", **typed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert state_of(case) == ApprovalStatus.PENDING
    assert not Decision.objects.exists()


def test_nothing_typed_is_lost_when_the_step_is_refused(case, reviewer, signed_in):
    typed = {
        "opinion": "短",
        "kind": "statutory",
        "grounds": ["G2"],
        "remark:attachments.nameplate_photo": "铭牌看不清",
    }
    page = signed_in(reviewer).post(address(case), cases.decision(case, "reject", **typed))
    text = page.content.decode()
    assert "铭牌看不清" in text
    assert page.context["form"]["opinion"].value() == "短"
    assert page.context["form"]["grounds"].value() == ["G2"]


def test_remarks_are_not_lost_silently_by_an_acceptance(case, reviewer, signed_in):
    typed = {"remark:device.model": "型号请写完整"}
    answer = signed_in(reviewer).post(address(case), cases.decision(case, "accept", **typed))
    assert answer.status_code == 422
    assert "逐项意见" in answer.content.decode()
    assert state_of(case) == ApprovalStatus.PENDING


def test_the_second_click_is_told_that_it_is_done(case, reviewer, signed_in):
    posted = cases.decision(case, "accept")
    signed_in(reviewer).post(address(case), posted)
    answer = signed_in(reviewer).post(address(case), posted)
    assert answer.status_code == 409
    assert "接受备案" in answer.content.decode()
    assert Decision.objects.count() == 1


def test_the_first_of_two_reviewers_wins_and_the_second_keeps_what_was_typed(
    case, reviewer, second_reviewer, signed_in
):
    both_saw = cases.decision(case, "reject", opinion=OPINION)
    signed_in(reviewer).post(address(case), cases.decision(case, "accept"))
    answer = signed_in(second_reviewer).post(address(case), both_saw)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "此件已由" in text
    assert OPINION in text
    assert state_of(case) == ApprovalStatus.ACCEPTED


def test_what_was_withdrawn_edited_and_handed_in_again_is_not_decided_from_the_old_page(
    case, clerk, reviewer, signed_in
):
    seen = cases.decision(case, "accept")
    withdrawn = withdraw_renewal(renewal_id=case.pk, revision=seen["revision"], user=clerk)
    cases.corrected(withdrawn, clerk, capacity_at_max_radius="1200")
    answer = signed_in(reviewer).post(address(case), seen)
    assert answer.status_code == 409
    assert "重新提交" in answer.content.decode()
    assert state_of(case) == ApprovalStatus.PENDING


def test_after_a_refused_step_the_page_holds_the_revision_that_counts(case, clerk, reviewer, signed_in):
    seen = cases.decision(case, "accept")
    request_withdrawal(renewal_id=case.pk, revision=seen["revision"], user=clerk, reason="型号填错")
    answer = signed_in(reviewer).post(address(case), seen)
    assert answer.status_code == 409
    assert f'name="revision" value="{seen["revision"] + 1}"' in answer.content.decode()
    assert "型号填错" in answer.content.decode()


def test_what_another_has_claimed_cannot_be_decided(case, reviewer, second_reviewer, signed_in):
    signed_in(second_reviewer).post(address(case), cases.decision(case, "claim"))
    page = signed_in(reviewer).get(address(case)).content.decode()
    answer = signed_in(reviewer).post(address(case), cases.decision(case, "accept"))
    assert "办理，您现在只能查看" in page
    assert answer.status_code == 409
    assert state_of(case) == ApprovalStatus.PENDING


def test_a_claim_keeps_what_was_typed(case, reviewer, signed_in):
    page = signed_in(reviewer).post(address(case), cases.decision(case, "claim", opinion="先写一半的意见"))
    assert page.context["form"]["opinion"].value() == "先写一半的意见"
    assert page.context["claimed_by_me"]


def test_a_claim_that_is_given_back_lets_the_firm_withdraw(case, clerk, reviewer, signed_in):
    office = signed_in(reviewer)
    office.post(address(case), cases.decision(case, "claim"))
    office.post(address(case), cases.decision(case, "release"))
    fresh = RenewalApplication.objects.get(pk=case.pk)
    withdraw_renewal(renewal_id=case.pk, revision=fresh.revision, user=clerk)
    assert state_of(case) == ApprovalStatus.NOT_SUBMITTED


@pytest.mark.parametrize("step", ["", "void", "submit"])
def test_an_unknown_step_is_refused(case, reviewer, signed_in, step):
    answer = signed_in(reviewer).post(address(case), cases.decision(case, step))
    assert answer.status_code == 422
    assert state_of(case) == ApprovalStatus.PENDING


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 40])
def test_a_revision_that_is_none_changes_nothing(case, reviewer, signed_in, revision):
    posted = cases.decision(case, "accept") | {"revision": revision}
    assert signed_in(reviewer).post(address(case), posted).status_code in {409, 422}
    assert state_of(case) == ApprovalStatus.PENDING


@pytest.mark.parametrize("person", ["head", "administrator", "supervisor"])
def test_who_only_reads_sees_the_case_and_no_buttons(case, person, signed_in, request):
    client = signed_in(request.getfixturevalue(person))
    page = client.get(address(case))
    assert page.status_code == 200
    assert 'name="step"' not in page.content.decode()
    assert client.post(address(case), cases.decision(case, "accept")).status_code == 403
    assert state_of(case) == ApprovalStatus.PENDING


@pytest.mark.parametrize("person", ["clerk", "stranger"])
def test_enterprise_people_are_refused_at_the_door(case, person, signed_in, request):
    client = signed_in(request.getfixturevalue(person))
    assert client.get(address(case)).status_code == 403
    assert client.post(address(case), cases.decision(case, "accept")).status_code == 403
    assert state_of(case) == ApprovalStatus.PENDING


def test_who_is_not_signed_in_is_led_to_the_login(case, client):
    way = client.get(address(case), follow=True).redirect_chain
    assert way[-1][0].startswith("/accounts/login/")
    assert case.reference in way[-1][0]


def test_a_supervisor_of_another_town_does_not_find_the_case(case, make_user, signed_in):
    elsewhere = make_user("elsewhere", "supervisor", town="442000118")
    assert signed_in(elsewhere).get(address(case)).status_code == 404


def test_a_draft_that_was_never_handed_in_does_not_exist_for_the_office(clerk, reviewer, signed_in):
    case = cases.drafted(clerk, reviewer)
    assert signed_in(reviewer).get(address(case)).status_code == 404


@pytest.mark.parametrize("reference", ["HZ20260101-AAAAAAA", "不存在", "x" * 300])
def test_an_unknown_reference_is_not_found(reviewer, signed_in, reference):
    url = reverse("console:renewal_review", args=[reference])
    assert signed_in(reviewer).get(url).status_code == 404
