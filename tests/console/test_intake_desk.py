"""入库待办: its conditions, who has what in hand, remarks at fields, and the firm that wants a record back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import HistoryEntry
from desk.claiming import claim_case
from desk.models import Viewing
from devices.models import Device
from devices.services.claiming import INTAKES
from ground.glossary import IntakeStatus, Step
from inbox.models import Message
from tests import cases
from tests.pages import words_of

QUEUE = reverse("console:intake_queue")
REASON = "铭牌照片模糊，请重新拍摄后提交。"


@pytest.fixture
def device(clerk):
    """A machine that waits for intake review."""
    return cases.handed_in(clerk)


def address(device):
    return reverse("console:intake_review", args=[device.pk])


def heartbeat(device):
    return reverse("console:intake_viewing", args=[device.pk])


def posted(device, step, **typed):
    return {"step": step, "revision": cases.again(device).revision, **typed}


def held(device, reviewer):
    return claim_case(INTAKES, case_id=device.pk, reviewer=reviewer)


def test_the_queue_narrows_by_what_a_reviewer_asks(clerk, reviewer, second_reviewer, signed_in):
    old = cases.handed_in(clerk, 1, manufacture_date="2004-05-01")
    new = cases.handed_in(clerk, 2, model="QTZ63(TC5013)", storage_town="442000002")
    back = cases.refused(clerk, reviewer, 3)
    back = cases.handed_in_again(back, clerk)
    Device.objects.filter(pk=new.pk).update(intake_warnings=0)
    Device.objects.filter(pk__in=[old.pk, back.pk]).update(intake_warnings=2)
    held(old, reviewer)
    held(new, second_reviewer)
    office = signed_in(reviewer)

    def found(**chosen):
        return {row["case"].pk for row in office.get(QUEUE, chosen).context["rows"]}

    everything = {old.pk, new.pk, back.pk}
    assert found() == found(category="tower_crane", firm=str(clerk.enterprise_id)) == everything
    assert found(town="442000002") == found(model="QTZ63(TC5013)") == found(warned="none") == {new.pk}
    assert found(years="from_20") == found(claim="mine") == {old.pk}
    assert found(round="2") == found(claim="free") == {back.pk}
    assert found(claim="others") == {new.pk}
    assert found(warned="some") == {old.pk, back.pk}
    assert found(town="x", firm="9", round="%00", claim="?", order="-nothing") == everything


def test_the_choices_say_how_many_they_find(clerk, reviewer, signed_in):
    cases.handed_in(clerk, 1)
    cases.handed_in(clerk, 2)
    page = signed_in(reviewer).get(QUEUE, {"round": "1"})
    counts = {
        choice.name: [option.count for option in choice.options] for choice in page.context["listing"].choices
    }
    assert counts["round"] == [2, 0, 0]
    assert counts["claim"] == [0, 2, 0]


def test_the_queue_sorts_by_submission_and_by_age(clerk, reviewer, signed_in):
    young = cases.handed_in(clerk, 1)
    aged = cases.handed_in(clerk, 2, manufacture_date="2009-05-01")
    office = signed_in(reviewer)

    def order(by):
        return [row["case"].pk for row in office.get(QUEUE, {"order": by}).context["rows"]]

    assert order("") == order("submitted_at") == [young.pk, aged.pk]
    assert order("manufacture_date") == [aged.pk, young.pk]


def test_an_open_page_is_seen_by_others_on_the_page_and_in_the_queue(
    device, reviewer, second_reviewer, signed_in
):
    signed_in(reviewer).post(heartbeat(device))
    other = signed_in(second_reviewer)
    assert f"{reviewer.masked_name}正在查看" in words_of(other.post(heartbeat(device)))
    assert f"{reviewer.masked_name}正在查看" in words_of(other.get(QUEUE))
    assert cases.again(device).claimed_by is None


def test_a_look_at_a_machine_is_no_look_at_a_renewal_of_the_same_number(
    clerk, reviewer, second_reviewer, signed_in
):
    renewal = cases.waiting(clerk, reviewer, 1)
    Viewing.objects.create(kind="intake", case_id=renewal.pk, person=reviewer)
    assert "正在查看" not in words_of(signed_in(second_reviewer).get(reverse("console:renewal_queue")))


def test_the_first_word_claims_and_another_can_decide_nothing(device, reviewer, second_reviewer, signed_in):
    signed_in(reviewer).post(heartbeat(device), {"begun": "1"})
    assert cases.again(device).claimed_by == reviewer
    other = signed_in(second_reviewer)
    answer = other.post(address(device), posted(device, "reject", reason=REASON))
    assert answer.status_code == 409
    assert "您暂不能办理" in words_of(answer)
    assert REASON in answer.content.decode()
    assert cases.again(device).intake_status == IntakeStatus.PENDING


def test_the_next_one_is_one_that_nobody_else_has(clerk, reviewer, second_reviewer, signed_in):
    first, taken, free = (cases.handed_in(clerk, number) for number in (1, 2, 3))
    held(taken, second_reviewer)
    assert signed_in(reviewer).post(address(first), posted(first, "approve")).url == address(free)


def test_a_claim_is_given_back_and_taken_over_with_a_reason(device, reviewer, second_reviewer, signed_in):
    held(device, second_reviewer)
    office = signed_in(reviewer)
    short = office.post(address(device), posted(device, "take_over", takeover_reason="急"))
    assert short.status_code == 422
    office.post(address(device), posted(device, "take_over", takeover_reason="陈工今日请假，由我办理"))
    assert cases.again(device).claimed_by == reviewer
    assert HistoryEntry.objects.get(step=Step.INTAKE_TAKEN_OVER).detail["inside"] == "陈工今日请假，由我办理"
    assert "接手办理" in Message.objects.get(recipient=second_reviewer).title
    office.post(address(device), posted(device, "release"))
    assert cases.again(device).claimed_by is None


def test_a_record_in_hand_is_not_withdrawn_and_can_be_afterwards(device, clerk, reviewer, signed_in):
    held(device, reviewer)
    portal, url = signed_in(clerk), reverse("devices:unapproved_withdraw", args=[device.pk])
    answer = portal.post(url, {"revision": device.revision})
    assert answer.status_code == 409
    assert "审核人员正在办理此件" in words_of(answer)
    Device.objects.filter(pk=device.pk).update(claimed_until=timezone.now() - dt.timedelta(minutes=1))
    portal.post(url, {"revision": device.revision})
    assert cases.again(device).intake_status == IntakeStatus.DRAFT
    assert cases.again(device).claimed_by is None


def test_remarks_at_fields_lead_the_firm_to_them_and_stay_for_the_next_round(
    device, clerk, reviewer, signed_in
):
    remark = {"remark:device.model": "型号与铭牌不符，应为 QTZ80(TC6012-6)"}
    office = signed_in(reviewer)
    office.post(address(device), posted(device, "reject", reason=REASON, **remark))
    portal = signed_in(clerk)
    edit = reverse("devices:unapproved_edit", args=[device.pk])
    assert "#f-device.model" in portal.get(edit).content.decode()
    assert "应为 QTZ80(TC6012-6)" in words_of(portal.get(reverse("devices:detail", args=[device.pk])))
    cases.handed_in_again(device, clerk)
    assert "第 1 次意见： 型号与铭牌不符" in words_of(office.get(address(device)))


def test_approving_with_remarks_unsent_is_refused_and_keeps_them(device, reviewer, signed_in):
    remark = {"remark:device.model": "型号与铭牌不符"}
    answer = signed_in(reviewer).post(address(device), posted(device, "approve", **remark))
    assert answer.status_code == 422
    assert "型号与铭牌不符" in answer.content.decode()
    assert cases.again(device).intake_status == IntakeStatus.PENDING


@pytest.mark.parametrize("text", ["长" * 301, "含\x01控制"])
def test_an_odd_remark_is_answered_or_kept_and_never_an_error(device, reviewer, signed_in, text):
    answer = signed_in(reviewer).post(
        address(device), posted(device, "reject", reason=REASON, **{"remark:device.model": text})
    )
    assert answer.status_code in {302, 422}


def test_what_another_decided_is_said_with_who_and_when(device, reviewer, second_reviewer, signed_in):
    seen = posted(device, "reject", reason=REASON)
    signed_in(second_reviewer).post(address(device), posted(device, "approve"))
    answer = signed_in(reviewer).post(address(device), seen)
    assert answer.status_code == 409
    assert f"审批办{second_reviewer.masked_name}" in words_of(answer)
    assert REASON in answer.content.decode()


@pytest.mark.parametrize("person", ["clerk", "stranger"])
def test_enterprise_people_have_no_heartbeat(device, person, signed_in, request):
    assert signed_in(request.getfixturevalue(person)).post(heartbeat(device)).status_code == 403


def test_a_reader_looks_and_claims_nothing(device, head, signed_in):
    assert signed_in(head).post(heartbeat(device), {"begun": "1"}).status_code == 200
    assert cases.again(device).claimed_by is None


def test_papers_follow_the_fields(device, reviewer, signed_in):
    text = signed_in(reviewer).get(address(device)).content.decode()
    assert 'id="f-device.model" data-papers="nameplate_photo quality_certificate old_certificate"' in text
