"""What helps a reviewer to decide well: the checklist, answered remarks, remarks that come late, the past."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from desk.remarks import RemarkInput
from devices.services.intake import submit_intake
from documents.models import Attachment
from documents.services import store_bytes
from ground.glossary import ApprovalStatus
from renewals.models import Decision, LinkSubject, RenewalApplication
from renewals.phone.links import make_link
from renewals.phone.receiving import add_photo
from tests import cases
from tests.documents.sample_files import jpeg
from tests.pages import words_of

OPINION = "最大幅度处额定起重量与说明书不符，请核对后重新提交。"
RADIUS = "parameters.capacity_at_max_radius"
MODEL = "remark:device.model"


@pytest.fixture
def case(clerk, reviewer):
    """A renewal that waits for review, one value off its conversion."""
    return cases.waiting(clerk, reviewer, capacity_at_max_radius="1250")


@pytest.fixture
def second_round(clerk, reviewer):
    """A renewal that was refused with a remark at one field, which was then changed."""
    refused = cases.rejected(clerk, reviewer, remarks=[RemarkInput(RADIUS, "应为 1200 kg")])
    return cases.corrected(refused, clerk, capacity_at_max_radius="1190")


def address(case):
    return reverse("console:renewal_review", args=[case.reference])


def state_of(case):
    return RenewalApplication.objects.get(pk=case.pk).approval_status


def asked_on(page):
    return {point.number for point in page.context["asked"]}


def test_an_acceptance_needs_every_point_that_the_machine_cannot_clear(case, reviewer, signed_in):
    office = signed_in(reviewer)
    asked = asked_on(office.get(address(case)))
    assert {3, 6, 8, 14} <= asked
    left_out = [str(number) for number in asked - {14}]
    answer = office.post(address(case), cases.decision(case, "accept", confirmed=left_out))
    assert answer.status_code == 422
    assert "附件清晰、盖章、未过期" in words_of(answer)
    assert state_of(case) == ApprovalStatus.PENDING
    assert 'value="3" form="decide" checked' in answer.content.decode()


def test_the_checklist_is_kept_with_the_decision(case, reviewer, signed_in):
    office = signed_in(reviewer)
    asked = asked_on(office.get(address(case)))
    office.post(address(case), cases.decision(case, "accept", confirmed=[str(number) for number in asked]))
    kept = {point["number"]: point for point in Decision.objects.get(renewal=case).checklist}
    assert {number for number, point in kept.items() if point["confirmed"]} == asked
    assert kept[5]["tone"] == "ok"
    assert kept[5]["evidence"] == "2/2"


@pytest.mark.parametrize("ticked", [["x"], ["99"], ["-1"], ["3", "\x00"]])
def test_points_that_do_not_exist_change_nothing(case, reviewer, signed_in, ticked):
    answer = signed_in(reviewer).post(address(case), cases.decision(case, "accept", confirmed=ticked))
    assert answer.status_code == 422
    assert state_of(case) == ApprovalStatus.PENDING


def test_a_refusal_needs_no_confirmation(case, reviewer, signed_in):
    signed_in(reviewer).post(address(case), cases.decision(case, "reject", opinion=OPINION, confirmed=[]))
    assert state_of(case) == ApprovalStatus.REJECTED


def test_each_remark_of_the_last_round_says_whether_it_was_answered(second_round, reviewer, signed_in):
    page = signed_in(reviewer).get(address(second_round))
    (answer,) = page.context["answers"]
    assert (answer.path, answer.answered) == (RADIUS, True)
    assert "上次逐项意见的答复" in words_of(page)
    assert "本次 1190 kg" in words_of(page)


def test_a_remark_that_was_not_answered_is_named_as_such(clerk, reviewer, signed_in):
    refused = cases.rejected(clerk, reviewer, remarks=[RemarkInput("device.model", "请写完整")])
    case = cases.corrected(refused, clerk, capacity_at_max_radius="1190")
    page = signed_in(reviewer).get(address(case))
    assert [answer.answered for answer in page.context["answers"]] == [False]
    assert 0 in asked_on(page)


def test_a_late_remark_asks_for_its_reason_and_keeps_it(second_round, reviewer, signed_in):
    typed = {"opinion": OPINION, MODEL: "型号请写完整"}
    office = signed_in(reviewer)
    refused = office.post(address(second_round), cases.decision(second_round, "reject", **typed))
    assert refused.status_code == 422
    assert "未一次性告知的理由" in words_of(refused)
    assert "型号请写完整" in words_of(refused)
    assert state_of(second_round) == ApprovalStatus.PENDING
    typed["late_reason"] = "上次附件不清晰，无法核对型号"
    office.post(address(second_round), cases.decision(second_round, "reject", **typed))
    assert Decision.objects.filter(renewal=second_round).latest("id").late_reason == typed["late_reason"]


def test_a_remark_at_what_was_changed_or_remarked_before_needs_no_reason(second_round, reviewer, signed_in):
    typed = {"opinion": OPINION, f"remark:{RADIUS}": "仍与说明书不符"}
    signed_in(reviewer).post(address(second_round), cases.decision(second_round, "reject", **typed))
    assert state_of(second_round) == ApprovalStatus.REJECTED


def test_the_first_refusal_needs_no_reason(case, reviewer, signed_in):
    typed = {"opinion": OPINION, MODEL: "型号请写完整"}
    signed_in(reviewer).post(address(case), cases.decision(case, "reject", **typed))
    assert Decision.objects.get(renewal=case).late_reason == ""


def test_the_past_of_firm_and_machine_stands_beside_the_case(case, clerk, reviewer, signed_in):
    cases.waiting(clerk, reviewer, 2)
    page = words_of(signed_in(reviewer).get(address(case)))
    assert "待备案 2 件" in page
    assert "本设备没有其他换证申请" in page


def by_phone(clerk, subject, thing):
    """A photo that came by a QR code to the thing; the link."""
    link, url = make_link(user=clerk, subject=subject, subject_id=thing.pk)
    token = url.rstrip("/").rpartition("/")[2]
    file = store_bytes(data=jpeg(), media_type="image/jpeg")
    add_photo(token=token, machine_id=None, kind="device_photo", name="整机.jpg", file=file)
    Attachment.objects.filter(photo_link_id=link.pk).update(
        added_at=dt.datetime(2026, 6, 1, 20, 5, tzinfo=dt.UTC)
    )
    return link


def test_a_paper_that_came_by_phone_says_so_with_its_time_and_link(clerk, reviewer, signed_in):
    draft = cases.drafted(clerk, reviewer)
    link = by_phone(clerk, LinkSubject.RENEWAL, draft)
    page = signed_in(reviewer).get(address(cases.submitted(draft, clerk)))
    assert f"扫码上传 2026-06-02 04:05 · 第 {link.pk} 号二维码" in words_of(page)
    marked = {
        paper.name: bool(paper.origin) for noted in page.context["kinds"] for paper in noted.subject.papers
    }
    assert marked == {"整机.jpg": True, "old_certificate.png": False, "nameplate_photo.png": False}


def test_so_it_does_at_the_intake(clerk, reviewer, signed_in):
    record = cases.recorded(clerk)
    link = by_phone(clerk, LinkSubject.DEVICE, record)
    device = submit_intake(device_id=record.pk, revision=record.revision, user=clerk)
    page = signed_in(reviewer).get(reverse("console:intake_review", args=[device.pk]))
    assert f"扫码上传 2026-06-02 04:05 · 第 {link.pk} 号二维码" in words_of(page)
