"""Who has what: 正在查看, the first action that claims, taking over, and what a firm asks back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import HistoryEntry
from desk.models import Viewing
from ground.glossary import ApprovalStatus, Step
from inbox.models import Message
from renewals.models import RenewalApplication
from renewals.services.claiming import claim
from renewals.services.submitting import request_withdrawal
from tests import cases
from tests.pages import words_of

QUEUE, ASKED_BACK = reverse("console:renewal_queue"), reverse("console:withdrawal_queue")


@pytest.fixture
def case(clerk, reviewer):
    return cases.waiting(clerk, reviewer)


def address(case):
    return reverse("console:renewal_review", args=[case.reference])


def heartbeat(case):
    return reverse("console:renewal_viewing", args=[case.reference])


def again(case):
    return RenewalApplication.objects.get(pk=case.pk)


def asked_back(case, clerk, reviewer):
    """A claimed case that its firm asks back."""
    claim(renewal_id=case.pk, reviewer=reviewer)
    return request_withdrawal(
        renewal_id=case.pk, revision=again(case).revision, user=clerk, reason="型号填错，需要修改"
    )


def test_an_open_page_is_seen_by_others_on_the_page_and_in_the_queue(
    case, reviewer, second_reviewer, signed_in
):
    signed_in(reviewer).post(heartbeat(case))
    other = signed_in(second_reviewer)
    assert f"{reviewer.masked_name}正在查看" in words_of(other.post(heartbeat(case)))
    assert f"{reviewer.masked_name}正在查看" in words_of(other.get(QUEUE))
    assert again(case).claimed_by is None


def test_a_page_that_was_closed_is_forgotten(case, reviewer, second_reviewer, signed_in, settings):
    signed_in(reviewer).post(heartbeat(case))
    ago = timezone.now() - dt.timedelta(seconds=settings.VIEWING_SECONDS + 1)
    Viewing.objects.update(seen_at=ago)
    assert "正在查看" not in words_of(signed_in(second_reviewer).post(heartbeat(case)))
    Viewing.objects.update(seen_at=ago - dt.timedelta(hours=2))
    signed_in(reviewer).post(heartbeat(case))
    assert Viewing.objects.filter(person=reviewer).count() == 1


def test_the_first_action_claims_and_the_second_person_is_told(case, reviewer, second_reviewer, signed_in):
    signed_in(reviewer).post(heartbeat(case), {"begun": "1"})
    assert again(case).claimed_by == reviewer
    answer = signed_in(second_reviewer).post(heartbeat(case), {"begun": "1"})
    assert "办理，您暂不能办理" in words_of(answer)
    assert again(case).claimed_by == reviewer


def test_an_open_page_renews_its_own_claim_and_nobody_elses(case, reviewer, second_reviewer, signed_in):
    claim(renewal_id=case.pk, reviewer=reviewer)
    soon = timezone.now() + dt.timedelta(minutes=1)
    RenewalApplication.objects.filter(pk=case.pk).update(claimed_until=soon)
    signed_in(second_reviewer).post(heartbeat(case))
    assert again(case).claimed_until == soon
    signed_in(reviewer).post(heartbeat(case))
    assert again(case).claimed_until > soon


def test_a_claim_that_has_ended_is_not_renewed(case, reviewer, signed_in):
    claim(renewal_id=case.pk, reviewer=reviewer)
    over = timezone.now() - dt.timedelta(minutes=1)
    RenewalApplication.objects.filter(pk=case.pk).update(claimed_until=over)
    signed_in(reviewer).post(heartbeat(case))
    assert again(case).claimed_until == over


def test_a_reader_looks_and_claims_nothing(case, head, signed_in):
    assert signed_in(head).post(heartbeat(case), {"begun": "1"}).status_code == 200
    assert again(case).claimed_by is None


@pytest.mark.parametrize("person", ["clerk", "stranger"])
def test_enterprise_people_have_no_heartbeat(case, person, signed_in, request):
    assert signed_in(request.getfixturevalue(person)).post(heartbeat(case)).status_code == 403


def test_following_a_link_is_no_heartbeat(case, reviewer, signed_in):
    assert signed_in(reviewer).get(heartbeat(case)).status_code == 405


def test_a_claimed_case_is_taken_over_with_a_reason_and_a_trace(
    case, clerk, reviewer, second_reviewer, signed_in
):
    claim(renewal_id=case.pk, reviewer=second_reviewer)
    office = signed_in(reviewer)
    assert "接手办理的理由" in words_of(office.get(address(case)))
    office.post(address(case), cases.decision(case, "take_over", takeover_reason="陈工今日请假，由我办理"))
    assert again(case).claimed_by == reviewer
    entry = HistoryEntry.objects.get(renewal_id=case.pk, step=Step.RENEWAL_TAKEN_OVER)
    assert entry.opinion == ""
    assert "陈工今日请假，由我办理" in words_of(office.get(address(case)))
    portal = signed_in(clerk).get(f"/portal/renewals/{case.reference}/")
    assert "接手办理" in words_of(portal)
    assert "今日请假" not in words_of(portal)
    assert "接手办理" in Message.objects.get(recipient=second_reviewer).title
    assert office.post(address(case), cases.decision(case, "accept")).status_code == 302


@pytest.mark.parametrize("reason", ["", "   ", "急", "长" * 201])
def test_taking_over_needs_a_reason(case, reviewer, second_reviewer, signed_in, reason):
    claim(renewal_id=case.pk, reviewer=second_reviewer)
    posted = cases.decision(case, "take_over", takeover_reason=reason)
    assert signed_in(reviewer).post(address(case), posted).status_code == 422
    assert again(case).claimed_by == second_reviewer


def test_what_nobody_has_is_not_taken_over(case, reviewer, signed_in):
    posted = cases.decision(case, "take_over", takeover_reason="由我办理此件")
    assert signed_in(reviewer).post(address(case), posted).status_code == 409
    assert again(case).claimed_by is None


def test_what_a_firm_asks_back_has_its_own_queue_and_is_given_back(case, clerk, reviewer, signed_in):
    cases.waiting(clerk, reviewer, 2)
    asked_back(case, clerk, reviewer)
    office = signed_in(reviewer)
    assert [row["renewal"].pk for row in office.get(ASKED_BACK).context["rows"]] == [case.pk]
    office.post(address(case), cases.decision(case, "agree_withdrawal"))
    assert again(case).approval_status == ApprovalStatus.NOT_SUBMITTED
    assert "已同意撤回" in Message.objects.filter(recipient=clerk).latest("id").title
    assert list(office.get(ASKED_BACK).context["rows"]) == []


def test_a_request_that_is_declined_says_why_and_the_review_goes_on(case, clerk, reviewer, signed_in):
    asked_back(case, clerk, reviewer)
    office = signed_in(reviewer)
    short = office.post(address(case), cases.decision(case, "decline_withdrawal", opinion="不行"))
    assert short.status_code == 422
    assert again(case).withdrawal_requested_at
    office.post(address(case), cases.decision(case, "decline_withdrawal", opinion="审核即将完成，不必撤回"))
    assert again(case).withdrawal_requested_at is None
    assert again(case).approval_status == ApprovalStatus.PENDING
    assert "不必撤回" in Message.objects.filter(recipient=clerk).latest("id").body


@pytest.mark.parametrize("step", ["agree_withdrawal", "decline_withdrawal"])
def test_what_nobody_asks_back_is_not_given_back(case, reviewer, signed_in, step):
    posted = cases.decision(case, step, opinion="审核即将完成，不必撤回")
    assert signed_in(reviewer).post(address(case), posted).status_code == 409
    assert again(case).approval_status == ApprovalStatus.PENDING


def test_the_queue_narrows_by_what_a_reviewer_asks(clerk, reviewer, signed_in):
    clean = cases.waiting(clerk, reviewer, 1)
    warned = cases.waiting(clerk, reviewer, 2)
    RenewalApplication.objects.filter(pk=clean.pk).update(warnings=0)
    RenewalApplication.objects.filter(pk=warned.pk).update(warnings=2)
    again_in = cases.corrected(cases.rejected(clerk, reviewer, 3), clerk, capacity_at_max_radius="1190")
    office = signed_in(reviewer)

    def found(**chosen):
        return {row["renewal"].pk for row in office.get(QUEUE, chosen).context["rows"]}

    assert clean.pk in found(warned="none")
    assert found(warned="none").isdisjoint({warned.pk})
    assert found(round="2") == {again_in.pk}
    assert found(firm=str(clerk.enterprise_id), round="1") == {clean.pk, warned.pk}
    assert found(model=clean.model, town=clean.storage_town) == {clean.pk, warned.pk, again_in.pk}
    assert found(order="-due_on") == {clean.pk, warned.pk, again_in.pk}
    assert found(firm="x", round="y", warned="z", order="-nothing", due="%00") == found()


def test_a_round_that_is_handed_in_counts_its_warnings(case):
    fresh = again(case)
    assert fresh.warnings == len(fresh.current_submission().findings)
