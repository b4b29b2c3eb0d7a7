"""Whatever file leaves, the record says who took it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from audit.models import AccountEvent
from certificates.models import ElectronicCertificate
from documents.models import Attachment, SubjectKind
from ground.glossary import AboutKind, AccountStep
from tests.cases import accepted, issued

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
    assert event.detail["attachment"] == paper.pk
    assert "张三" not in str(AccountEvent.objects.filter(pk=event.pk).values())


def _clicked(client, address):
    assert client.get(address).status_code == 200
    return [(event.subject_kind, event.subject_id) for event in taken()]


@pytest.mark.parametrize(
    "route",
    ["renewals:print_form", "renewals:print_receipt", "certificates:archive", "print_forms", "print_summary"],
)
def test_prints_and_archives_name_the_renewal(signed_in, clerk, reviewer, route) -> None:
    renewal = issued(clerk, reviewer).renewal
    address = (
        f"{reverse(f'renewals:{route}')}?pk={renewal.pk}"
        if route.startswith("print")
        else reverse(route, args=[renewal.reference])
    )
    assert _clicked(signed_in(clerk), address) == [(AboutKind.RENEWAL, renewal.pk)]


def test_each_certificate_of_a_bundle_is_named_by_its_renewal_or_machine(signed_in, clerk, reviewer) -> None:
    one, elsewhere = issued(clerk, reviewer), issued(clerk, reviewer, 2)
    ElectronicCertificate.objects.filter(pk=elsewhere.pk).update(renewal=None)
    chosen = f"certificate={one.pk}&certificate={elsewhere.pk}"
    named = _clicked(signed_in(clerk), f"{reverse('certificates:bundle')}?{chosen}")
    assert set(named) == {(AboutKind.RENEWAL, one.renewal_id), (AboutKind.DEVICE, elsewhere.device_id)}
    assert len({event.request_id for event in taken()}) == 1
    alone = _clicked(signed_in(reviewer), reverse("certificates:file", args=[one.pk]))[-1]
    assert alone == (AboutKind.RENEWAL, one.renewal_id)


def test_a_plate_names_its_machine(signed_in, clerk, reviewer) -> None:
    renewal = issued(clerk, reviewer).renewal
    address = f"{reverse('certificates:plates')}?device={renewal.device_id}"
    assert _clicked(signed_in(clerk), address) == [(AboutKind.DEVICE, renewal.device_id)]


def test_a_paper_names_what_it_hangs_on(signed_in, clerk, reviewer) -> None:
    renewal = accepted(clerk, reviewer)
    former = Attachment.objects.filter(subject=SubjectKind.DEVICE).latest("pk")
    Attachment.objects.filter(pk=former.pk).update(
        subject=SubjectKind.FORMER_OF_ENTERPRISE, subject_id=former.pk
    )
    for subject, named in (
        (SubjectKind.RENEWAL, (AboutKind.RENEWAL, renewal.pk)),
        (SubjectKind.DEVICE, (AboutKind.DEVICE, renewal.device_id)),
        (SubjectKind.FORMER_OF_ENTERPRISE, (AboutKind.ENTERPRISE, clerk.enterprise_id)),
    ):
        paper = Attachment.objects.filter(subject=subject).earliest("pk")
        address = reverse("documents:file", args=[paper.pk, "x.png"])
        assert _clicked(signed_in(reviewer), address)[-1] == named


def test_what_is_downloaded_in_another_s_name_is_named_too(signed_in, administrator, clerk, reviewer) -> None:
    renewal = accepted(clerk, reviewer)
    client = signed_in(administrator)
    begin = reverse("console:acting_begin", args=[clerk.enterprise_id])
    assert client.post(begin, {"reason": "企业来电说打印不了"}).status_code == 302
    assert client.get(reverse("renewals:print_form", args=[renewal.reference])).status_code == 200
    event = AccountEvent.objects.filter(step=AccountStep.ACTING_LOOKED).latest("pk")
    assert (event.subject_kind, event.subject_id) == (AboutKind.RENEWAL, renewal.pk)


def test_pages_and_refusals_are_no_files(signed_in, clerk, stranger) -> None:
    assert signed_in(clerk).get("/portal/devices/").status_code == 200
    assert signed_in(stranger).get(reverse("documents:file", args=[1, "x.jpg"])).status_code == 404
    assert taken() == []


def test_a_logout_is_recorded(signed_in, clerk) -> None:
    signed_in(clerk).post(reverse("accounts:logout"))
    assert AccountEvent.objects.get(step=AccountStep.LOGGED_OUT).account_id == clerk.pk
