"""撤销接受 while the upload is held back."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from ground.glossary import ApprovalStatus
from provincial_sync.models import Upload, UploadState
from renewals.models import RenewalApplication
from renewals.services.deciding import accept
from tests import cases

REASON = "接受后发现铭牌型号不符，请更正。"


@pytest.fixture
def held(clerk, reviewer, settings):
    """An accepted renewal whose upload waits ten minutes."""
    settings.HANDOVER_HOLD_SECONDS = 600
    case = cases.waiting(clerk, reviewer)
    return accept(renewal_id=case.pk, revision=case.revision, reviewer=reviewer)


def address(case):
    return reverse("console:revoke_acceptance", args=[case.reference])


def posted(case, reason=REASON):
    return {"revision": RenewalApplication.objects.get(pk=case.pk).revision, "reason": reason}


def state_of(case):
    return RenewalApplication.objects.get(pk=case.pk).approval_status


def test_a_held_acceptance_is_taken_back_with_its_reason(held, reviewer, signed_in):
    page = signed_in(reviewer).get(reverse("console:renewal_review", args=[held.reference])).content.decode()
    signed_in(reviewer).post(address(held), posted(held))
    assert address(held) in page
    assert state_of(held) == ApprovalStatus.REJECTED
    assert Upload.objects.get(renewal=held).state == UploadState.CANCELLED


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_without_a_proper_reason_nothing_changes(held, reviewer, signed_in, reason):
    answer = signed_in(reviewer).post(address(held), posted(held, reason))
    assert answer.status_code == 422
    assert answer.context["form"].errors["reason"]
    assert state_of(held) == ApprovalStatus.ACCEPTED
    assert Upload.objects.get(renewal=held).state == UploadState.WAITING


def test_once_the_hold_is_over_it_is_too_late(held, reviewer, signed_in):
    Upload.objects.filter(renewal=held).update(hold_until=timezone.now())
    answer = signed_in(reviewer).post(address(held), posted(held))
    assert answer.status_code == 409
    assert REASON in answer.content.decode()
    assert state_of(held) == ApprovalStatus.ACCEPTED


def test_the_second_click_is_refused(held, reviewer, signed_in):
    seen = posted(held)
    signed_in(reviewer).post(address(held), seen)
    assert signed_in(reviewer).post(address(held), seen).status_code == 409


@pytest.mark.parametrize("person", ["head", "administrator", "supervisor", "clerk"])
def test_only_a_reviewer_takes_back(held, person, signed_in, request):
    assert signed_in(request.getfixturevalue(person)).post(address(held), posted(held)).status_code == 403
    assert state_of(held) == ApprovalStatus.ACCEPTED
