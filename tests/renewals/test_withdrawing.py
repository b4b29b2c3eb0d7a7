"""撤回, and 申请撤回 once a reviewer has claimed the renewal."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import HistoryEntry
from ground.glossary import ApprovalStatus, Step
from renewals.models import RenewalApplication
from renewals.services.claiming import release_claim
from tests.cases import accepted, again, claimed, drafted, issued, rejected, voided, waiting
from tests.doors import asks_to_log_in, names_who_may, nothing_changes, takes_no_get, turns_strangers_away
from tests.pages import of_renewal, step, text_of

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    lambda c, r, m: drafted(c, r),
    lambda c, r, m: rejected(c, r),
    lambda c, r, m: accepted(c, r),
    lambda c, r, m: issued(c, r).renewal,
    lambda c, r, m: voided(c, r, m),
]


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def pending(clerk, reviewer):
    return waiting(clerk, reviewer)


def test_it_is_unsubmitted_again(portal, pending) -> None:
    answer = portal.post(of_renewal(pending, "withdraw/"), step(pending), follow=True)
    assert again(pending).approval_status == ApprovalStatus.NOT_SUBMITTED
    assert "已撤回，状态恢复为“未提交备案”" in text_of(answer)
    assert HistoryEntry.objects.of_renewal(pending.pk).first().step == Step.RENEWAL_WITHDRAWN


def test_a_claimed_one_leads_to_the_request(portal, clerk, reviewer) -> None:
    renewal = claimed(clerk, reviewer)
    with nothing_changes(renewal):
        answer = portal.post(of_renewal(renewal, "withdraw/"), step(renewal))
    assert answer.status_code == 409
    assert "请使用“申请撤回”" in text_of(answer)


def test_a_claim_that_was_given_back_or_ran_out_holds_nobody(portal, clerk, reviewer) -> None:
    given_back, run_out = claimed(clerk, reviewer, 1), claimed(clerk, reviewer, 2)
    release_claim(renewal_id=given_back.pk, reviewer=reviewer)
    RenewalApplication.objects.filter(pk=run_out.pk).update(
        claimed_until=timezone.now() - dt.timedelta(seconds=1)
    )
    for renewal in (given_back, run_out):
        assert portal.post(of_renewal(renewal, "withdraw/"), step(renewal)).status_code == 302


@pytest.mark.parametrize("state", ELSEWHERE)
@pytest.mark.parametrize("name", ["withdraw/", "request-withdrawal/"])
def test_only_what_waits_for_review_is_taken_back(portal, clerk, reviewer, manager, state, name) -> None:
    renewal = again(state(clerk, reviewer, manager))
    with nothing_changes(renewal):
        answer = portal.post(of_renewal(renewal, name), step(renewal, reason="参数填错了"))
    assert answer.status_code == 409
    assert "本次操作没有改动任何资料" in text_of(answer)


def test_a_second_click_changes_nothing_more(portal, pending) -> None:
    portal.post(of_renewal(pending, "withdraw/"), step(pending))
    with nothing_changes(pending):
        assert portal.post(of_renewal(pending, "withdraw/"), step(pending)).status_code == 409


def test_a_stale_page_takes_nothing_back(portal, pending) -> None:
    with nothing_changes(pending):
        answer = portal.post(of_renewal(pending, "withdraw/"), {"revision": pending.revision - 1})
    assert answer.status_code == 409


def test_the_request_reaches_the_reviewer_with_its_reason(portal, clerk, reviewer) -> None:
    renewal = claimed(clerk, reviewer)
    answer = portal.post(
        of_renewal(renewal, "request-withdrawal/"), step(renewal, reason="出厂编号填错"), follow=True
    )
    kept = again(renewal)
    assert "已申请撤回" in text_of(answer)
    assert (kept.approval_status, kept.withdrawal_reason) == (ApprovalStatus.PENDING, "出厂编号填错")
    entry = HistoryEntry.objects.of_renewal(renewal.pk).first()
    assert (entry.step, entry.opinion) == (Step.WITHDRAWAL_REQUESTED, "出厂编号填错")


@pytest.mark.parametrize(
    ("reason", "words"), [("", "请写明"), ("  \n", "请写明"), ("长" * 201, "最多 200 字")]
)
def test_a_request_needs_a_fitting_reason(portal, clerk, reviewer, reason, words) -> None:
    renewal = claimed(clerk, reviewer)
    with nothing_changes(renewal):
        answer = portal.post(of_renewal(renewal, "request-withdrawal/"), step(renewal, reason=reason))
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_a_second_request_is_told_so(portal, clerk, reviewer) -> None:
    renewal = claimed(clerk, reviewer)
    portal.post(of_renewal(renewal, "request-withdrawal/"), step(renewal, reason="填错"))
    fresh = again(renewal)
    with nothing_changes(fresh):
        answer = portal.post(of_renewal(fresh, "request-withdrawal/"), step(fresh, reason="填错"))
    assert answer.status_code == 409
    assert "已经申请过撤回" in text_of(answer)


@pytest.mark.parametrize("name", ["withdraw/", "request-withdrawal/"])
def test_others_do_not_take_it_back(pending, clerk, stranger, reviewer, name) -> None:
    address, form = of_renewal(pending, name), step(pending, reason="不想办了")
    turns_strangers_away(address, form, stranger, pending)
    names_who_may(address, form, reviewer, pending)
    asks_to_log_in(address, form, pending)
    takes_no_get(address, clerk, pending)
