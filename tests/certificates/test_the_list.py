"""电子证照 of a firm, and their files."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cases import issued
from tests.pages import text_of

pytestmark = pytest.mark.django_db
LIST = "/portal/certificates/"


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


def file_of(certificate) -> str:
    return f"/certificates/{certificate.pk}/file/"


def test_an_issued_certificate_is_there_with_both_numbers(portal, clerk, reviewer) -> None:
    certificate = issued(clerk, reviewer)
    page = text_of(portal.get(LIST))
    assert certificate.registration_number in page
    assert "粤T-T00001" in page
    assert file_of(certificate) in page


def test_an_empty_list_says_what_brings_certificates(portal) -> None:
    assert "换证申请接受备案后，电子证照办结即出现在这里" in text_of(portal.get(LIST))


@pytest.mark.parametrize("typed", ["粤T-T00001", "粤TF-T202600001", "tft202600001", "2018-0001"])
def test_it_is_found_by_the_old_number_and_the_new(portal, clerk, reviewer, typed) -> None:
    issued(clerk, reviewer)
    assert "粤TF-T202600001" in text_of(portal.get(LIST, {"q": typed}))


def test_its_file_is_shown_and_saved_as_the_province_issued_it(portal, clerk, reviewer) -> None:
    certificate = issued(clerk, reviewer)
    shown = portal.get(file_of(certificate))
    assert shown.content == b"%PDF-1.7 certificate 1"
    assert shown["Content-Type"] == "application/pdf"
    assert shown["Content-Disposition"].startswith("inline")
    assert portal.get(file_of(certificate), {"download": "1"})["Content-Disposition"].startswith("attachment")


def test_another_firm_finds_neither_the_line_nor_the_file(signed_in, clerk, reviewer, stranger) -> None:
    certificate = issued(clerk, reviewer)
    theirs = signed_in(stranger)
    assert certificate.registration_number not in text_of(theirs.get(LIST))
    assert certificate.registration_number not in text_of(theirs.get(LIST, {"q": "2018-0001"}))
    assert theirs.get(file_of(certificate)).status_code == 404


def test_the_office_reads_the_file_and_has_no_portal(signed_in, clerk, reviewer, head, supervisor) -> None:
    certificate = issued(clerk, reviewer)
    for person in (reviewer, head, supervisor):
        assert signed_in(person).get(file_of(certificate)).status_code == 200
        assert signed_in(person).get(LIST).status_code == 403


def test_a_supervisor_of_another_town_finds_no_file(signed_in, clerk, reviewer, make_user) -> None:
    certificate = issued(clerk, reviewer)
    elsewhere = make_user("elsewhere", "supervisor", town="442000118")
    assert signed_in(elsewhere).get(file_of(certificate)).status_code == 404


def test_nobody_unknown_gets_either(clerk, reviewer) -> None:
    certificate = issued(clerk, reviewer)
    assert Client().get(LIST)["Location"].startswith("/accounts/login/")
    assert Client().get(file_of(certificate))["Location"].startswith("/accounts/login/")


def test_an_unknown_certificate_is_not_found(portal) -> None:
    assert portal.get("/certificates/999999999999999999999/file/").status_code == 404
