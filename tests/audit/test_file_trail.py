"""Whatever file leaves, the record says who took it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from audit.models import AccountEvent
from documents.models import Attachment
from ground.glossary import AboutKind, AccountStep
from tests.cases import accepted

pytestmark = pytest.mark.django_db
TAKEN = (AccountStep.FILE_SEEN, AccountStep.FILE_DOWNLOADED)


def taken() -> list[AccountEvent]:
    return list(AccountEvent.objects.filter(step__in=TAKEN).order_by("id"))


def test_a_printed_form_is_recorded(signed_in, clerk, reviewer) -> None:
    renewal = accepted(clerk, reviewer)
    page = reverse("renewals:print_form", args=[renewal.reference])
    assert signed_in(clerk).get(page).status_code == 200
    (event,) = taken()
    assert event.account_id == clerk.pk
    assert event.enterprise_id == clerk.enterprise_id
    assert event.detail["page"] == page
    assert event.detail["media"] == "application/pdf"


def test_a_paper_is_recorded_by_number_and_without_its_name(signed_in, clerk, reviewer) -> None:
    accepted(clerk, reviewer)
    paper = Attachment.objects.first()
    page = reverse("documents:file", args=[paper.pk, "张三身份证.jpg"])
    assert signed_in(reviewer).get(page).status_code == 200
    (event,) = taken()
    assert (event.subject_kind, event.subject_id) == (AboutKind.FILE, paper.pk)
    assert "张三" not in str(AccountEvent.objects.filter(pk=event.pk).values())


def test_pages_and_refusals_are_no_files(signed_in, clerk, stranger) -> None:
    assert signed_in(clerk).get("/portal/devices/").status_code == 200
    assert signed_in(stranger).get(reverse("documents:file", args=[1, "x.jpg"])).status_code == 404
    assert taken() == []


def test_a_logout_is_recorded(signed_in, clerk) -> None:
    signed_in(clerk).post(reverse("accounts:logout"))
    assert AccountEvent.objects.get(step=AccountStep.LOGGED_OUT).account_id == clerk.pk
