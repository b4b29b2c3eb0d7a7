"""企业事项待办: its conditions, who has what in hand, and the firm that wants a matter back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import HistoryEntry
from desk.claiming import claim_case
from ground.glossary import MatterStatus, Step
from inbox.models import Message
from matters.models import Matter
from matters.services.claiming import MATTERS
from tests import cases
from tests.matters import ways
from tests.pages import words_of

QUEUE = reverse("console:matter_queue")
OPINION = "注销证明不清晰，请重新添加。"


@pytest.fixture
def matter(clerk, reviewer):
    """A 注销 that waits for review."""
    ways.handed_in(clerk, "deregistration", ways.DEREGISTRATION, cases.registered(clerk, reviewer, 1))
    return Matter.objects.get()


def address(matter):
    return reverse("console:matter_review", args=[matter.reference])


def heartbeat(matter):
    return reverse("console:matter_viewing", args=[matter.reference])


def posted(matter, step, **typed):
    return {"step": step, "revision": cases.again(matter).revision, **typed}


def test_the_queue_narrows_counts_and_sorts(matter, clerk, reviewer, second_reviewer, signed_in):
    ways.handed_in(clerk, "renaming", ways.RENAMING)
    renaming = Matter.objects.exclude(pk=matter.pk).get()
    late = timezone.localdate() - dt.timedelta(days=1)
    Matter.objects.filter(pk=matter.pk).update(due_on=late)
    claim_case(MATTERS, case_id=renaming.pk, reviewer=second_reviewer)
    office = signed_in(reviewer)

    def found(**chosen):
        return [row["case"].pk for row in office.get(QUEUE, chosen).context["rows"]]

    assert found() == [matter.pk, renaming.pk]
    assert found(kind="deregistration") == found(due="over") == found(claim="free") == [matter.pk]
    assert found(category="tower_crane") == found(town=matter.device.storage_town) == [matter.pk]
    assert found(claim="others") == found(kind="renaming") == [renaming.pk]
    assert found(order="-due_on") == [renaming.pk, matter.pk]
    assert found(q=matter.reference) == [matter.pk]
    assert found(kind="%00", firm="x", order="id") == [matter.pk, renaming.pk]
    assert "注销（1）" in words_of(office.get(QUEUE))


def test_the_register_narrows_by_kind_and_state(matter, clerk, head, signed_in):
    ways.handed_in(clerk, "renaming", ways.RENAMING)
    office, url = signed_in(head), reverse("console:matter_register")

    def found(**chosen):
        return len(office.get(url, chosen).context["page"].rows)

    assert found() == found(state="pending") == 2
    assert found(kind="renaming") == 1
    assert found(state="accepted") == 0


def test_an_open_page_is_seen_and_the_first_word_claims(matter, reviewer, second_reviewer, signed_in):
    office, other = signed_in(reviewer), signed_in(second_reviewer)
    office.post(heartbeat(matter))
    assert f"{reviewer.masked_name}正在查看" in words_of(other.get(QUEUE))
    office.post(heartbeat(matter), {"begun": "1"})
    answer = other.post(address(matter), posted(matter, "reject", opinion=OPINION))
    assert answer.status_code == 409
    assert OPINION in answer.content.decode()
    assert cases.again(matter).status == MatterStatus.PENDING


def test_it_is_taken_over_with_a_reason(matter, reviewer, second_reviewer, signed_in):
    claim_case(MATTERS, case_id=matter.pk, reviewer=second_reviewer)
    office = signed_in(reviewer)
    assert "接手办理的理由" in words_of(office.get(address(matter)))
    office.post(address(matter), posted(matter, "take_over", takeover_reason="陈工今日请假，由我办理"))
    assert cases.again(matter).claimed_by == reviewer
    assert HistoryEntry.objects.filter(matter_id=matter.pk, step=Step.MATTER_TAKEN_OVER).count() == 1
    assert "接手办理" in Message.objects.filter(recipient=second_reviewer).latest("id").title
    assert office.post(address(matter), posted(matter, "accept")).status_code == 302
    assert cases.again(matter).claimed_by is None


def test_what_is_in_hand_is_not_withdrawn_under_the_reviewer(matter, clerk, reviewer, signed_in):
    claim_case(MATTERS, case_id=matter.pk, reviewer=reviewer)
    portal, url = signed_in(clerk), f"{ways.LIST}{matter.reference}/withdraw/"
    answer = portal.post(url, {"revision": matter.revision})
    assert answer.status_code == 409
    assert "审核人员正在办理此件" in words_of(answer)
    signed_in(reviewer).post(address(matter), posted(matter, "release"))
    portal.post(url, {"revision": matter.revision})
    assert cases.again(matter).status == MatterStatus.NOT_SUBMITTED


@pytest.mark.parametrize("opinion", ["", "   ", "不行"])
def test_a_refusal_without_words_changes_nothing(matter, reviewer, signed_in, opinion):
    answer = signed_in(reviewer).post(address(matter), posted(matter, "reject", opinion=opinion))
    assert answer.status_code == 422
    assert cases.again(matter).status == MatterStatus.PENDING
