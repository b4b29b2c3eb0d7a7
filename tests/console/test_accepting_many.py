"""批量接受: many in one go, each with its own result, history entry and transaction."""

from __future__ import annotations

import pytest
from django.urls import reverse

from audit.models import HistoryEntry
from ground.glossary import AcceptOutcome, ApprovalStatus, Step
from provincial_sync.models import Upload
from renewals.checklist import LOOKED_AT
from renewals.models import AcceptItem, AcceptJob, Decision, RenewalApplication
from renewals.services import accepting_many
from renewals.services.claiming import claim
from renewals.services.submitting import request_withdrawal, withdraw_renewal
from renewals.tasks import work_on_batches
from tests import cases
from tests.pages import words_of

CHOOSE, CONFIRM = reverse("console:accept_many"), reverse("console:accept_many_confirmed")
POINTS = [str(number) for number in LOOKED_AT]


def clean(clerk, reviewer, number):
    """A waiting case of which the machine has no doubts."""
    renewal = cases.waiting(clerk, reviewer, number, common={"has_safety_archive": "true"})
    RenewalApplication.objects.filter(pk=renewal.pk).update(warnings=0)
    return again(renewal)


def again(renewal):
    return RenewalApplication.objects.get(pk=renewal.pk)


def seen(*renewals):
    return [f"{renewal.pk}-{again(renewal).revision}" for renewal in renewals]


def outcomes(job):
    return {item.renewal_id: (item.outcome, item.said) for item in job.items.all()}


def confirmed(office, *renewals, points=POINTS):
    answer = office.post(CONFIRM, {"seen": seen(*renewals), "confirmed": points})
    return answer, AcceptJob.objects.order_by("id").last()


def test_the_choice_is_sorted_into_what_can_go_and_what_cannot(clerk, reviewer, second_reviewer, signed_in):
    free, warned, claimed = (clean(clerk, reviewer, number) for number in (1, 2, 3))
    RenewalApplication.objects.filter(pk=warned.pk).update(warnings=2)
    claim(renewal_id=claimed.pk, reviewer=second_reviewer)
    page = signed_in(reviewer).post(CHOOSE, {"pk": [free.pk, warned.pk, claimed.pk]})
    assert [renewal.pk for renewal in page.context["taken"]] == [free.pk]
    assert {renewal.pk: why for renewal, why in page.context["left_out"]} == {
        warned.pk: "预审提醒 2 条",
        claimed.pk: "他人已签收",
    }


def test_everything_that_the_conditions_find_can_be_chosen(clerk, reviewer, signed_in):
    free, warned = (clean(clerk, reviewer, number) for number in (1, 2))
    RenewalApplication.objects.filter(pk=warned.pk).update(warnings=2)
    page = signed_in(reviewer).post(CHOOSE, {"all": "1", "warned": "none"})
    assert [renewal.pk for renewal in page.context["taken"]] == [free.pk]


def test_all_that_are_clean_are_accepted_each_with_its_own_history(clerk, reviewer, signed_in):
    cases_ = [clean(clerk, reviewer, number) for number in (1, 2, 3)]
    office = signed_in(reviewer)
    answer, job = confirmed(office, *cases_)
    assert answer.url == reverse("console:accepted_many", args=[job.pk])
    work_on_batches()
    assert {outcome for outcome, _said in outcomes(job).values()} == {AcceptOutcome.ACCEPTED}
    for case in cases_:
        assert again(case).approval_status == ApprovalStatus.ACCEPTED
        steps = HistoryEntry.objects.filter(renewal_id=case.pk, step=Step.RENEWAL_ACCEPTED)
        assert [entry.actor_id for entry in steps] == [str(reviewer.pk)]
        points = {
            point["number"] for point in Decision.objects.get(renewal=case).checklist if point["confirmed"]
        }
        assert points == set(LOOKED_AT)
    assert Upload.objects.count() == 3
    assert "接受备案 3 件，跳过 0 件" in words_of(office.get(answer.url))


def test_what_has_changed_meanwhile_is_skipped_with_the_reason_and_the_rest_is_done(
    clerk, reviewer, second_reviewer, signed_in
):
    good, withdrawn, claimed, asked, decided, doubtful = (clean(clerk, reviewer, n) for n in range(1, 6 + 1))
    doubtful = cases.waiting(clerk, reviewer, 9, capacity_at_max_radius="1250")
    everything = (good, withdrawn, claimed, asked, decided, doubtful)
    _answer, job = confirmed(signed_in(reviewer), *everything)
    withdraw_renewal(renewal_id=withdrawn.pk, revision=again(withdrawn).revision, user=clerk)
    claim(renewal_id=claimed.pk, reviewer=second_reviewer)
    claim(renewal_id=asked.pk, reviewer=reviewer)
    request_withdrawal(
        renewal_id=asked.pk, revision=again(asked).revision, user=clerk, reason="型号填错，需要修改"
    )
    signed_in(second_reviewer).post(
        reverse("console:renewal_review", args=[decided.reference]), cases.decision(decided, "accept")
    )
    work_on_batches()
    found = outcomes(job)
    assert found.pop(good.pk) == (AcceptOutcome.ACCEPTED, "")
    assert {outcome for outcome, _said in found.values()} == {AcceptOutcome.SKIPPED}
    for case, word in (
        (claimed, "办理"),
        (asked, "申请撤回"),
        (decided, "此件已由"),
        (doubtful, "单位已换算"),
    ):
        assert word in found[case.pk][1]
    assert Decision.objects.get(renewal=decided).decided_by == second_reviewer


def test_a_second_look_decides_nothing_twice(clerk, reviewer, signed_in):
    case = clean(clerk, reviewer, 1)
    confirmed(signed_in(reviewer), case)
    confirmed(signed_in(reviewer), case)
    work_on_batches()
    work_on_batches()
    assert Decision.objects.filter(renewal=case).count() == 1
    assert sorted(AcceptItem.objects.values_list("outcome", flat=True)) == ["accepted", "skipped"]


def test_a_failure_of_one_leaves_the_others_alone(clerk, reviewer, signed_in, monkeypatch):
    broken, good = (clean(clerk, reviewer, number) for number in (1, 2))
    _answer, job = confirmed(signed_in(reviewer), broken, good)
    read = accepting_many.read_case

    def fails(renewal):
        if renewal.pk == broken.pk:
            raise ZeroDivisionError
        return read(renewal)

    monkeypatch.setattr(accepting_many, "read_case", fails)
    work_on_batches()
    assert outcomes(job)[broken.pk][0] == AcceptOutcome.SKIPPED
    assert outcomes(job)[good.pk][0] == AcceptOutcome.ACCEPTED
    assert again(broken).approval_status == ApprovalStatus.PENDING


def test_a_person_who_may_no_longer_decide_decides_nothing(clerk, reviewer, signed_in):
    case = clean(clerk, reviewer, 1)
    _answer, job = confirmed(signed_in(reviewer), case)
    type(reviewer).objects.filter(pk=reviewer.pk).update(is_active=False)
    work_on_batches()
    assert outcomes(job)[case.pk][0] == AcceptOutcome.SKIPPED
    assert again(case).approval_status == ApprovalStatus.PENDING


@pytest.mark.parametrize("points", [[], POINTS[:-1], ["99"], ["x"]])
def test_nothing_is_queued_before_the_points_are_confirmed(clerk, reviewer, signed_in, points):
    case = clean(clerk, reviewer, 1)
    answer, job = confirmed(signed_in(reviewer), case, points=points)
    assert answer.status_code == 422
    assert "请先核对并勾选" in words_of(answer)
    assert job is None


@pytest.mark.parametrize("typed", [{}, {"seen": ["x", "1", "-", "9" * 40 + "-1"]}, {"seen": ["999999-1"]}])
def test_an_empty_or_odd_choice_is_refused(reviewer, signed_in, typed):
    answer = signed_in(reviewer).post(CONFIRM, {"confirmed": POINTS, **typed})
    assert answer.status_code == 422
    assert AcceptJob.objects.count() == 0


def test_choosing_nothing_leads_back(reviewer, signed_in):
    assert signed_in(reviewer).post(CHOOSE, {"warned": "none"}).url.endswith("?warned=none")


def test_more_than_one_person_can_answer_for_is_refused(clerk, reviewer, signed_in, monkeypatch):
    monkeypatch.setattr(accepting_many, "MOST", 1)
    pair = [clean(clerk, reviewer, number) for number in (1, 2)]
    answer, job = confirmed(signed_in(reviewer), *pair)
    assert answer.status_code == 422
    assert job is None


@pytest.mark.parametrize("person", ["head", "administrator", "supervisor", "clerk"])
def test_who_does_not_review_accepts_nothing(clerk, reviewer, person, signed_in, request):
    case = clean(clerk, reviewer, 1)
    answer, job = confirmed(signed_in(request.getfixturevalue(person)), case)
    assert answer.status_code == 403
    assert job is None


def test_another_persons_batch_does_not_exist(clerk, reviewer, second_reviewer, signed_in):
    answer, _job = confirmed(signed_in(reviewer), clean(clerk, reviewer, 1))
    assert signed_in(second_reviewer).get(answer.url).status_code == 404
