"""审核通过 and 审核不通过 of a machine that was registered on paper only."""

from __future__ import annotations

import pytest
from django.urls import reverse

from devices.models import Device
from devices.services.intake import withdraw_intake
from documents.models import Attachment, SubjectKind
from ground.glossary import CertificateStatus, IntakeStatus
from tests import cases

REASON = "铭牌照片模糊，请重新拍摄后提交。"


@pytest.fixture
def device(clerk):
    """A machine that waits for intake review."""
    return cases.handed_in(clerk)


def address(device):
    return reverse("console:intake_review", args=[device.pk])


def posted(device, step, **typed):
    return {"step": step, "revision": Device.objects.get(pk=device.pk).revision, **typed}


def status_of(device):
    return Device.objects.get(pk=device.pk).intake_status


def test_the_page_shows_the_record_in_old_units_and_its_papers(device, reviewer, signed_in):
    text = signed_in(reviewer).get(address(device)).content.decode()
    paper = Attachment.objects.of(SubjectKind.DEVICE, device.pk).first()
    assert "80 t·m" in text
    assert reverse("documents:file", args=[paper.pk, paper.name]) in text


def test_approval_takes_the_machine_into_the_register(device, reviewer, signed_in):
    answer = signed_in(reviewer).post(address(device), posted(device, "approve"), follow=True)
    fresh = Device.objects.get(pk=device.pk)
    assert "已审核通过" in answer.content.decode()
    assert fresh.intake_status == IntakeStatus.APPROVED
    assert fresh.certificate_status == CertificateStatus.AWAITING_RENEWAL


def test_a_decision_opens_the_next_oldest(device, clerk, reviewer, signed_in):
    following = cases.handed_in(clerk, number=2)
    assert signed_in(reviewer).post(address(device), posted(device, "approve")).url == address(following)


def test_a_refusal_tells_the_firm_the_reason(device, reviewer, signed_in):
    signed_in(reviewer).post(address(device), posted(device, "reject", reason=REASON))
    fresh = Device.objects.get(pk=device.pk)
    assert (fresh.intake_status, fresh.refusal_reason) == (IntakeStatus.REJECTED, REASON)


@pytest.mark.parametrize("reason", ["", "    ", "不行", "长" * 2001])
def test_a_refusal_without_a_proper_reason_changes_nothing(device, reviewer, signed_in, reason):
    answer = signed_in(reviewer).post(address(device), posted(device, "reject", reason=reason))
    assert answer.status_code == 422
    assert answer.context["form"].errors["reason"]
    assert status_of(device) == IntakeStatus.PENDING


def test_the_second_click_is_told_the_present_state(device, reviewer, signed_in):
    seen = posted(device, "approve")
    signed_in(reviewer).post(address(device), seen)
    answer = signed_in(reviewer).post(address(device), seen)
    assert answer.status_code == 409


def test_what_was_withdrawn_meanwhile_is_not_approved(device, clerk, reviewer, signed_in):
    seen = posted(device, "approve")
    withdraw_intake(device_id=device.pk, revision=seen["revision"], user=clerk)
    assert signed_in(reviewer).post(address(device), seen).status_code == 409
    assert status_of(device) == IntakeStatus.DRAFT


@pytest.mark.parametrize("person", ["head", "administrator", "supervisor"])
def test_who_only_reads_decides_nothing(device, person, signed_in, request):
    client = signed_in(request.getfixturevalue(person))
    assert 'name="step"' not in client.get(address(device)).content.decode()
    assert client.post(address(device), posted(device, "approve")).status_code == 403
    assert status_of(device) == IntakeStatus.PENDING


@pytest.mark.parametrize("person", ["clerk", "stranger"])
def test_enterprise_people_are_refused_at_the_door(device, person, signed_in, request):
    client = signed_in(request.getfixturevalue(person))
    assert client.post(address(device), posted(device, "approve")).status_code == 403
    assert status_of(device) == IntakeStatus.PENDING


@pytest.mark.parametrize("pk", [0, 99_999, 10**30])
def test_an_unknown_machine_is_not_found(reviewer, signed_in, pk):
    assert signed_in(reviewer).get(f"/console/intake/{pk}/review/").status_code == 404


def test_a_picture_may_be_framed_by_this_site_alone(device, reviewer, signed_in):
    paper = Attachment.objects.of(SubjectKind.DEVICE, device.pk).first()
    answer = signed_in(reviewer).get(reverse("console:paper", args=[paper.pk]))
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
