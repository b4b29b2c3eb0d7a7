"""Odd words and late clicks at every review page: a sentence each time, nothing changed, nothing typed lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from audit.models import HistoryEntry
from desk.claiming import claim_case
from devices.services.claiming import INTAKES
from devices.services.intake import withdraw_intake
from matters.models import Matter
from matters.services.claiming import MATTERS
from matters.services.filing import withdraw_matter
from renewals.services.claiming import RENEWALS
from renewals.services.submitting import withdraw_renewal
from tests import cases
from tests.matters import ways
from tests.pages import words_of

SAID = "请核对铭牌后重新提交，谢谢。"


@dataclass
class Desk:
    """One waiting case of a kind, and how its page is asked."""

    case: Any
    kind: Any
    url: str
    opinion: str
    accept: str
    withdraw: Any

    @property
    def now(self) -> Any:
        return cases.again(self.case)

    def posted(self, step: str, words: str = SAID, **typed: Any) -> dict[str, Any]:
        if self.kind is RENEWALS:
            return cases.decision(self.case, step, **{self.opinion: words}, **typed)
        return {"step": step, "revision": self.now.revision, self.opinion: words, **typed}

    def state(self) -> tuple[Any, int]:
        now = self.now
        states = {name: getattr(now, name, None) for name in ("approval_status", "intake_status", "status")}
        return (states, now.revision), HistoryEntry.objects.count()


@pytest.fixture(params=["renewal", "intake", "matter"])
def desk(request, clerk, reviewer) -> Desk:
    if request.param == "renewal":
        case = cases.waiting(clerk, reviewer)
        url = reverse("console:renewal_review", args=[case.reference])
        return Desk(
            case,
            RENEWALS,
            url,
            "opinion",
            "accept",
            lambda: withdraw_renewal(renewal_id=case.pk, revision=case.revision, user=clerk),
        )
    if request.param == "intake":
        device = cases.handed_in(clerk)
        return Desk(
            device,
            INTAKES,
            reverse("console:intake_review", args=[device.pk]),
            "reason",
            "approve",
            lambda: withdraw_intake(device_id=device.pk, revision=device.revision, user=clerk),
        )
    ways.handed_in(clerk, "deregistration", ways.DEREGISTRATION, cases.registered(clerk, reviewer))
    matter = Matter.objects.get()
    return Desk(
        matter,
        MATTERS,
        reverse("console:matter_review", args=[matter.reference]),
        "opinion",
        "accept",
        lambda: withdraw_matter(matter_id=matter.pk, revision=matter.revision, user=clerk),
    )


@pytest.mark.parametrize(
    "words",
    [
        "",
        "     ",
        "　　　　　　",
        "\n\n\n\n\n\n",
        "\u200b" * 8,
        " \ufeff\u2060\u200d\u200c  ",
        "不行",
        "长" * 10_000,
    ],
)
def test_an_opinion_of_blanks_or_too_many_signs_is_refused_at_its_field(desk, reviewer, signed_in, words):
    before = desk.state()
    answer = signed_in(reviewer).post(desk.url, desk.posted("reject", words))
    assert answer.status_code == 422
    assert answer.context["form"].errors[desk.opinion]
    assert desk.state() == before


def test_an_opinion_with_a_null_character_is_answered(desk, reviewer, signed_in):
    answer = signed_in(reviewer).post(desk.url, desk.posted("reject", "铭牌\x00不清楚，请重拍"))
    assert answer.status_code < 500


def test_full_width_and_markup_are_kept_as_they_are(desk, reviewer, signed_in):
    office = signed_in(reviewer)
    office.post(desk.url, desk.posted("reject", "１２３４５<b>号</b>铭牌不清楚"))
    page = office.get(desk.url).content.decode()
    assert "１２３４５&lt;b&gt;号" in page


def test_what_was_decided_meanwhile_says_by_whom_and_keeps_the_words(
    desk, reviewer, second_reviewer, signed_in
):
    late = desk.posted("reject")
    assert (
        signed_in(second_reviewer).post(desk.url, desk.posted("reject", "另一位先写的意见")).status_code
        == 302
    )
    before = desk.state()
    answer = signed_in(reviewer).post(desk.url, late)
    assert answer.status_code == 409
    assert second_reviewer.masked_name in words_of(answer)
    assert SAID in answer.content.decode()
    assert desk.state() == before


def test_what_was_withdrawn_meanwhile_is_not_decided_and_keeps_the_words(desk, reviewer, signed_in):
    late = desk.posted(desk.accept)
    desk.withdraw()
    before = desk.state()
    answer = signed_in(reviewer).post(desk.url, late)
    assert answer.status_code == 409
    assert "您" in words_of(answer)
    assert SAID in answer.content.decode()
    assert desk.state() == before


def test_what_another_has_in_hand_is_not_decided_and_keeps_the_words(
    desk, reviewer, second_reviewer, signed_in
):
    claim_case(desk.kind, case_id=desk.case.pk, reviewer=second_reviewer)
    before = desk.state()
    answer = signed_in(reviewer).post(desk.url, desk.posted("reject"))
    assert answer.status_code == 409
    assert f"此件正由{second_reviewer.masked_name}办理" in words_of(answer)
    assert SAID in answer.content.decode()
    assert desk.state() == before


@pytest.mark.parametrize("revision", ["", "x", "-1", "0", "9" * 30])
def test_a_revision_that_nobody_saw_decides_nothing(desk, reviewer, signed_in, revision):
    before = desk.state()
    answer = signed_in(reviewer).post(desk.url, desk.posted(desk.accept) | {"revision": revision})
    assert answer.status_code in {409, 422}
    assert "刷新页面" in words_of(answer)
    assert SAID in answer.content.decode()
    assert desk.state() == before


@pytest.mark.parametrize("step", ["", "page", "context", "found", "__class__", "accept\n", "get"])
def test_only_the_buttons_of_the_page_are_steps(desk, reviewer, signed_in, step):
    before = desk.state()
    answer = signed_in(reviewer).post(desk.url, desk.posted(step))
    assert answer.status_code == 422
    assert SAID in answer.content.decode()
    assert desk.state() == before


@pytest.mark.parametrize("reason", ["", "　　　　　", "\u200b" * 6, "长" * 10_000])
def test_taking_over_for_no_reason_changes_nothing(desk, reviewer, second_reviewer, signed_in, reason):
    claim_case(desk.kind, case_id=desk.case.pk, reviewer=second_reviewer)
    before = desk.state()
    answer = signed_in(reviewer).post(desk.url, desk.posted("take_over", takeover_reason=reason))
    assert answer.status_code == 422
    assert desk.now.claimed_by == second_reviewer
    assert desk.state() == before
