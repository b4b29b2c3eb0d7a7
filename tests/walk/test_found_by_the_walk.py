"""Holes that the walk over every door has found, each by its fact."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from cases.models import Case
from certificates.models import ElectronicCertificate
from devices.models import Device
from documents.models import Attachment, SubjectKind
from ground.glossary import Satisfaction
from matters.models import Matter
from renewals.models import RenewalApplication
from renewals.services.rating import RatingInput, rate_renewal
from tests import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(make_user):
    """An administrator with the duty 安全管理员 alone."""
    return make_user("keeper", "administrator", duty_system=False, duty_security=True, duty_audit=False)


def paper_of(thing) -> Attachment:
    return Attachment.objects.of(SubjectKind.DEVICE, thing.pk)[0]


def test_who_keeps_accounts_reads_no_register(keeper, clerk, reviewer, signed_in):
    certificate = cases.issued(clerk, reviewer)
    browser = signed_in(keeper)
    assert browser.get(reverse("certificates:file", args=[certificate.pk])).status_code == 404
    assert browser.get("/certificates/bundle/", {"certificate": certificate.pk}).status_code == 404
    assert browser.get("/certificates/plates/", {"device": certificate.device_id}).status_code == 404
    paper = paper_of(certificate.device)
    assert browser.get(reverse("documents:file", args=[paper.pk, paper.name])).status_code == 404
    for model in (Device, RenewalApplication, ElectronicCertificate, Case, Matter):
        assert not model.objects.visible_to(keeper).exists()


def test_the_office_reads_no_paper_of_what_was_never_handed_in(clerk, reviewer, head, signed_in):
    draft = cases.recorded(clerk, 1)
    paper, address = paper_of(draft), ""
    address = reverse("documents:file", args=[paper.pk, paper.name])
    for person in (reviewer, head):
        assert signed_in(person).get(address).status_code == 404
        assert signed_in(person).get(reverse("console:paper", args=[paper.pk])).status_code == 404
    assert signed_in(clerk).get(address).status_code == 200
    cases.submit_intake(device_id=draft.pk, revision=draft.revision, user=clerk)
    assert signed_in(reviewer).get(address).status_code == 200


def test_standing_papers_are_read_by_the_office(clerk, reviewer, signed_in):
    paper = paper_of(cases.recorded(clerk, 1))
    Attachment.objects.filter(pk=paper.pk).update(
        subject=SubjectKind.ENTERPRISE, subject_id=clerk.enterprise_id
    )
    assert signed_in(reviewer).get(reverse("documents:file", args=[paper.pk, paper.name])).status_code == 200


@pytest.mark.parametrize("name", ["password_change", "view_on_site"])
def test_the_console_has_no_second_way_past_what_the_house_records(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"console:{name}")


def test_who_may_not_is_told_so_before_the_form_is_read(clerk, reviewer, head, signed_in):
    certificate = cases.issued(clerk, reviewer)
    given = RatingInput(Satisfaction.POOR, (), "等了很久，没有人接电话。")
    rating = rate_renewal(renewal_id=certificate.renewal_id, user=clerk, given=given)
    assert signed_in(head).post(reverse("console:rating", args=[rating.pk])).status_code == 403
    draft = cases.drafted(clerk, reviewer, 2)
    assert signed_in(clerk).post(reverse("renewals:entries_void", args=[draft.reference])).status_code == 403


@pytest.mark.parametrize(
    "address", ["/portal/people/invite/", "/portal/devices/unapproved/add/", "/console/"]
)
def test_a_method_that_no_page_knows_is_not_taken_for_a_get(manager, reviewer, signed_in, address):
    person = reviewer if address == "/console/" else manager
    assert signed_in(person).delete(address).status_code == 405
