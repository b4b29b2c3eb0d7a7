"""初审 and 复核: with REVIEW_LEVELS=2 an acceptance needs two people."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.urls import reverse

from audit.models import HistoryEntry
from certificates.archives.packing import _opinions
from ground.console import panels_for, tiles_for
from ground.errors import StepRefused
from ground.glossary import AcceptOutcome, ApprovalStatus, Step
from inbox.models import Message
from provincial_sync.models import Upload
from renewals.models import AcceptItem, Decision, FirstAcceptance, RenewalApplication
from renewals.services.accepting_many import accept_what_waits, ask_to_accept
from renewals.services.deciding import accept
from renewals.services.submitting import request_withdrawal, withdraw_renewal
from renewals.services.withdrawal_requests import agree_to_withdrawal
from tests import cases
from tests.pages import words_of

QUEUE, SECOND = reverse("console:renewal_queue"), reverse("console:second_queue")
REASON = "铭牌照片与型号对不上，请再核对一次。"


@pytest.fixture
def two_levels(settings):
    """The city asks for two people."""
    settings.REVIEW_LEVELS = 2


@pytest.fixture
def case(clerk, reviewer):
    """A renewal that waits for review."""
    return cases.waiting(clerk, reviewer)


@pytest.fixture
def once(two_levels, case, reviewer):
    """A renewal that `reviewer` has accepted as the first."""
    return accepted_by(case, reviewer)


def accepted_by(case, person, **said):
    fresh = cases.again(case)
    return accept(renewal_id=fresh.pk, revision=fresh.revision, reviewer=person, **said)


def address(case):
    return reverse("console:renewal_review", args=[case.reference])


def post(client, case, step, **typed):
    return client.post(address(case), cases.decision(case, step, **typed))


def test_one_level_is_what_it_was(case, reviewer):
    assert accepted_by(case, reviewer).approval_status == ApprovalStatus.ACCEPTED
    assert not FirstAcceptance.objects.exists()


def test_the_first_acceptance_decides_nothing_and_the_firm_sees_it_waiting(
    two_levels, case, clerk, reviewer, signed_in
):
    answer = post(signed_in(reviewer), case, "accept", opinion="资料齐全，请复核。")
    assert answer.url == reverse("console:renewal_queue")
    fresh = cases.again(case)
    assert fresh.approval_status == ApprovalStatus.PENDING
    assert fresh.claimed_by is None
    assert not Decision.objects.exists()
    assert not Upload.objects.exists()
    portal = signed_in(clerk)
    for url in (
        f"/portal/renewals/{case.reference}/",
        "/portal/history/",
        f"/portal/devices/{case.device_id}/",
    ):
        page = words_of(portal.get(url))
        assert "初审" not in page
        assert "请复核" not in page
    assert "待备案" in words_of(portal.get(f"/portal/renewals/{case.reference}/"))
    assert not Message.objects.filter(recipient=clerk, event="renewal_accepted").exists()


def test_another_person_makes_it_final(once, clerk, reviewer, second_reviewer, signed_in):
    office = signed_in(second_reviewer)
    page = words_of(office.get(address(once)))
    assert "已初审接受，待复核" in page
    assert reviewer.masked_name in page
    post(office, once, "accept")
    assert cases.again(once).approval_status == ApprovalStatus.ACCEPTED
    assert cases.again(once).first_acceptance is None
    decision = Decision.objects.get()
    assert decision.decided_by == second_reviewer
    assert decision.first.accepted_by == reviewer
    assert Upload.objects.count() == 1
    assert f"初审接受：{reviewer.masked_name}" in _opinions(once)
    assert "初审接受" in words_of(office.get(address(once)))


def test_nobody_reviews_the_own_acceptance(once, reviewer, signed_in):
    office = signed_in(reviewer)
    assert "您不能复核自己的初审" in words_of(office.get(address(once)))
    for step in ("accept", "reject"):
        answer = post(office, once, step, opinion=REASON)
        assert answer.status_code == 409
        assert "须由另一位审核人员复核" in words_of(answer)
    assert cases.again(once).approval_status == ApprovalStatus.PENDING
    assert not Decision.objects.exists()


def test_the_second_may_refuse(once, reviewer, second_reviewer, signed_in):
    post(signed_in(second_reviewer), once, "reject", opinion="请核对说明书后重新提交。")
    fresh = cases.again(once)
    assert (fresh.approval_status, fresh.first_acceptance) == (ApprovalStatus.REJECTED, None)
    assert Decision.objects.get().first.accepted_by == reviewer


def test_sending_back_needs_a_reason_and_leads_to_the_first(
    once, clerk, reviewer, second_reviewer, signed_in
):
    office = signed_in(second_reviewer)
    assert post(office, once, "send_back", opinion="不行").status_code == 422
    assert cases.again(once).first_acceptance
    post(office, once, "send_back", opinion=REASON)
    fresh = cases.again(once)
    assert (fresh.first_acceptance, fresh.claimed_by) == (None, reviewer)
    assert fresh.approval_status == ApprovalStatus.PENDING
    assert REASON in Message.objects.get(recipient=reviewer, title__startswith="复核退回").body
    assert REASON in words_of(office.get(address(once)))
    assert "对不上" not in words_of(signed_in(clerk).get(f"/portal/renewals/{once.reference}/"))
    assert post(office, once, "send_back", opinion=REASON).status_code == 409
    accepted_by(once, reviewer)
    assert accepted_by(once, second_reviewer).approval_status == ApprovalStatus.ACCEPTED
    assert FirstAcceptance.objects.filter(sent_back_at=None).count() == 1


def test_the_first_takes_the_own_acceptance_back(once, reviewer, signed_in):
    assert post(signed_in(reviewer), once, "send_back", opinion=REASON).url == address(once)
    assert cases.again(once).claimed_by == reviewer
    assert not Message.objects.filter(recipient=reviewer, title__startswith="复核退回").exists()


def test_what_was_not_accepted_first_is_not_sent_back(two_levels, case, reviewer, signed_in):
    answer = post(signed_in(reviewer), case, "send_back", opinion=REASON)
    assert answer.status_code == 409
    assert "没有等待复核的初审" in words_of(answer)


def test_a_firm_that_withdraws_begins_anew(once, clerk, reviewer, second_reviewer):
    back = withdraw_renewal(renewal_id=once.pk, revision=once.revision, user=clerk)
    assert cases.again(once).first_acceptance is None
    again_in = cases.submitted(back, clerk)
    assert accepted_by(again_in, second_reviewer).approval_status == ApprovalStatus.PENDING
    assert accepted_by(again_in, reviewer).approval_status == ApprovalStatus.ACCEPTED


def test_a_withdrawal_that_is_agreed_to_begins_anew(two_levels, once, clerk, second_reviewer):
    fresh = request_withdrawal(
        renewal_id=once.pk, revision=once.revision, user=clerk, reason="型号填错，需要修改"
    )
    assert cases.again(once).first_acceptance
    agree_to_withdrawal(renewal_id=once.pk, revision=fresh.revision, reviewer=second_reviewer)
    assert cases.again(once).first_acceptance is None


def test_one_level_again_lets_anybody_finish_what_waits(once, reviewer, settings, signed_in):
    settings.REVIEW_LEVELS = 1
    office = signed_in(reviewer)
    assert "待复核" in words_of(office.get(QUEUE))
    post(office, once, "accept")
    assert cases.again(once).approval_status == ApprovalStatus.ACCEPTED


def test_two_levels_from_now_on_leave_alone_what_was_accepted(clerk, reviewer, settings):
    done = accepted_by(cases.waiting(clerk, reviewer, 1), reviewer)
    settings.REVIEW_LEVELS = 2
    assert cases.again(done).approval_status == ApprovalStatus.ACCEPTED
    assert accepted_by(cases.waiting(clerk, reviewer, 2), reviewer).approval_status == ApprovalStatus.PENDING


def test_the_queues_and_the_workbench_say_who_can_do_what(
    once, clerk, reviewer, second_reviewer, signed_in, rf
):
    fresh = cases.waiting(clerk, reviewer, 2)
    mine, other = signed_in(reviewer), signed_in(second_reviewer)

    def found(client, url, **chosen):
        return [row["renewal"].pk for row in client.get(url, chosen).context["rows"]]

    assert found(other, SECOND) == found(mine, QUEUE, level="second") == [once.pk]
    assert found(mine, QUEUE, level="first") == [fresh.pk]
    assert "待他人复核" in words_of(mine.get(QUEUE))
    numbers = {}
    for person in (reviewer, second_reviewer):
        request = rf.get("/console/")
        request.user = person
        numbers[person] = {tile.label: tile.number for tile in tiles_for(request)}["待复核"]
        panel = next(panel for panel in panels_for(request) if panel.title == "待您复核")
        assert len(panel.lines) == numbers[person]
    assert numbers == {reviewer: 0, second_reviewer: 1}
    report = words_of(mine.get(reverse("console:report_of_cases")))
    assert "待复核" in report


def test_one_level_has_no_queue_of_its_own_in_the_menu(case, reviewer, signed_in):
    assert "待复核" not in words_of(signed_in(reviewer).get(QUEUE))


def test_the_next_one_is_not_the_own_first_acceptance(once, clerk, reviewer, signed_in):
    following, last = cases.waiting(clerk, reviewer, 2), cases.waiting(clerk, reviewer, 3)
    assert post(signed_in(reviewer), following, "accept").url == address(last)


def test_many_at_once_become_first_or_final_by_who_asks(
    two_levels, clerk, reviewer, second_reviewer, signed_in
):
    fresh, once, own = (cases.waiting(clerk, reviewer, number) for number in (1, 2, 3))
    accepted_by(once, reviewer)
    accepted_by(own, second_reviewer)
    RenewalApplication.objects.update(warnings=0)
    office = signed_in(second_reviewer)
    chosen = office.post(reverse("console:accept_many"), {"all": "1"})
    assert "由您初审" in words_of(chosen)
    seen = {case.pk: cases.again(case).revision for case in (fresh, once, own)}
    ask_to_accept(reviewer=second_reviewer, seen=seen, confirmed=range(18))
    accept_what_waits()
    outcomes = dict(AcceptItem.objects.values_list("renewal_id", "outcome"))
    assert outcomes == {
        fresh.pk: AcceptOutcome.FIRST_ACCEPTED,
        once.pk: AcceptOutcome.ACCEPTED,
        own.pk: AcceptOutcome.SKIPPED,
    }
    assert "复核" in AcceptItem.objects.get(renewal=own).said
    job = AcceptItem.objects.first().job
    page = words_of(office.get(reverse("console:accepted_many", args=[job.pk])))
    assert "初审接受 1 件" in page


def test_the_steps_stand_in_the_history_of_the_office(once, second_reviewer, signed_in):
    post(signed_in(second_reviewer), once, "send_back", opinion=REASON)
    steps = list(HistoryEntry.objects.of_renewal(once.pk).values_list("step", flat=True)[:2])
    assert steps == [Step.RENEWAL_SENT_BACK, Step.RENEWAL_FIRST_ACCEPTED]
    page = words_of(signed_in(second_reviewer).get(reverse("console:task_history")))
    assert "初审接受" in page
    assert "退回初审" in page


def test_a_stale_page_and_a_second_click_decide_nothing(two_levels, case, second_reviewer, reviewer):
    accepted_by(case, reviewer)
    with pytest.raises(StepRefused):
        accept(renewal_id=case.pk, revision=case.revision, reviewer=second_reviewer)
    assert cases.again(case).approval_status == ApprovalStatus.PENDING


@pytest.mark.parametrize("person", ["clerk", "head", "administrator"])
def test_who_may_not_review_sends_nothing_back(once, person, signed_in, request):
    answer = post(signed_in(request.getfixturevalue(person)), once, "send_back", opinion=REASON)
    assert answer.status_code == 403
    assert cases.again(once).first_acceptance


def test_an_unusable_number_of_levels_is_refused_at_the_start():
    command = [sys.executable, "-c", "import zhongshan_crane.settings.trade"]
    ended = subprocess.run(
        command, env={**os.environ, "REVIEW_LEVELS": "3"}, capture_output=True, text=True, check=False
    )
    assert ended.returncode != 0
    assert "REVIEW_LEVELS" in ended.stderr
