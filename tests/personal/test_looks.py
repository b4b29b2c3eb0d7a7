"""Masked by default; in full for a reason, on the record, a limited number of times."""

from __future__ import annotations

import pytest
from django.test import override_settings

from accounts.models import Enterprise, User
from audit.models import AccountEvent
from tests import cases
from tests.imports import files
from tests.imports.test_firms import HEADS, firm_row
from tests.pages import text_of
from tests.personal.dump import places_of

pytestmark = pytest.mark.django_db
NAME, PHONE, MAILBOX = "欧阳示例", "13911112222", "ou@example.com"
WHY = {"reason": "contact", "note": ""}


@pytest.fixture
def firm(make_enterprise):
    return make_enterprise(number=1, contact_name=NAME, contact_phone=PHONE)


@pytest.fixture
def person(make_user, firm):
    return make_user("ou", "enterprise_manager", enterprise=firm, full_name=NAME, phone=PHONE, email=MAILBOX)


@pytest.fixture
def machine(person):
    return cases.handed_in(person, contact_name=NAME, contact_phone=PHONE)


def look(kind: str, row) -> str:
    return f"/console/personal/{kind}/{row.pk}/"


def shows(page) -> bool:
    return any(word in page.content.decode() for word in (NAME, PHONE, MAILBOX))


@pytest.mark.parametrize("who", ["reviewer", "administrator", "head"])
def test_the_office_s_pages_show_no_name_or_number_whole(
    request, signed_in, who, firm, person, machine
) -> None:
    office = signed_in(request.getfixturevalue(who))
    pages = [
        "/console/accounts/enterprise/",
        f"/console/accounts/enterprise/{firm.pk}/change/",
        f"/console/intake/{machine.pk}/",
        "/console/accounts/user/",
        f"/console/accounts/user/{person.pk}/change/",
        "/console/account-events/",
    ]
    answers = [answer for page in pages if (answer := office.get(page)).status_code == 200]
    assert len(answers) >= 2
    assert not any(map(shows, answers))
    assert any("139****2222" in text_of(answer) for answer in answers)


def test_own_people_need_no_reason_for_their_own_firm_s(signed_in, person, machine, stranger) -> None:
    portal = signed_in(person)
    for page in ("/portal/people/", "/portal/enterprise/", f"/portal/devices/{machine.pk}/"):
        assert NAME in text_of(portal.get(page)), page
    assert signed_in(stranger).get(f"/portal/devices/{machine.pk}/").status_code == 404


def test_a_look_as_the_firm_stays_masked(signed_in, administrator, firm, machine) -> None:
    office = signed_in(administrator)
    office.post(f"/console/acting/{firm.pk}/", {"reason": "企业来电，核对页面"})
    page = office.get(f"/portal/devices/{machine.pk}/")
    if page.status_code == 200:
        assert PHONE not in text_of(page)
        assert "139****2222" in text_of(page)


def test_a_reason_opens_it_once_and_is_kept_for_good(signed_in, reviewer, machine) -> None:
    office = signed_in(reviewer)
    form = office.get(look("device", machine))
    assert not shows(form)
    assert shows(office.post(look("device", machine), WHY))
    assert not shows(office.get(look("device", machine)))
    seen = AccountEvent.objects.get(step="personal_seen")
    assert (seen.account_id, seen.subject_kind, seen.subject_id) == (reviewer.pk, "device", machine.pk)
    assert seen.detail["fields"] == ["联系人", "联系电话"]


def test_a_part_of_a_page_is_answered_with_a_part(signed_in, reviewer, machine) -> None:
    answer = signed_in(reviewer).post(look("device", machine), WHY, headers={"HX-Request": "true"})
    assert PHONE in text_of(answer)
    assert "<html" not in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("typed", [{}, {"reason": "x"}, {"reason": "other", "note": ""}, {"reason": ""}])
def test_without_a_reason_nothing_is_shown_or_noted(signed_in, reviewer, machine, typed) -> None:
    answer = signed_in(reviewer).post(look("device", machine), typed)
    assert answer.status_code == 422
    assert not shows(answer)
    assert not AccountEvent.objects.filter(step="personal_seen").exists()


def test_the_words_of_a_reason_stand_in_no_table_in_plain(signed_in, reviewer, machine) -> None:
    words = "当事人来电自述姓名有误"
    signed_in(reviewer).post(look("device", machine), {"reason": "other", "note": words})
    assert AccountEvent.objects.filter(step="personal_seen").count() == 1
    assert places_of(words) == []


def test_more_than_so_many_within_an_hour_are_refused(signed_in, reviewer, machine) -> None:
    office = signed_in(reviewer)
    with override_settings(DISCLOSURES_PER_HOUR=2):
        assert shows(office.post(look("device", machine), WHY))
        assert shows(office.post(look("device", machine), WHY))
        third = office.post(look("device", machine), WHY)
    assert third.status_code == 429
    assert not shows(third)
    assert AccountEvent.objects.filter(step="personal_seen").count() == 2


def test_who_may_not_gets_nothing(signed_in, head, supervisor, person, clerk, machine, firm) -> None:
    for one in (head, supervisor, person, clerk):
        assert signed_in(one).post(look("device", machine), WHY).status_code == 403
    assert not AccountEvent.objects.filter(step="personal_seen").exists()


def test_what_somebody_does_not_see_at_all_is_not_found(signed_in, reviewer, person) -> None:
    office = signed_in(reviewer)
    assert office.post(look("person", person), WHY).status_code == 404
    assert office.post("/console/personal/device/999999/", WHY).status_code == 404
    assert office.post("/console/personal/nothing/1/", WHY).status_code == 404


def test_the_security_administrator_sees_an_account_s_owner(signed_in, administrator, person, firm) -> None:
    office = signed_in(administrator)
    assert MAILBOX in text_of(office.post(look("person", person), WHY))
    assert PHONE in text_of(office.post(look("enterprise", firm), WHY))


def test_a_form_that_shows_nothing_changes_nothing_and_takes_what_is_typed(
    signed_in, administrator, firm
) -> None:
    office, address = signed_in(administrator), f"/console/accounts/enterprise/{firm.pk}/change/"
    form = {
        "name": firm.name,
        "uscc": firm.uscc,
        "region_code": "442000",
        "town": "442000001",
        "is_active": "on",
    }
    assert office.post(address, form | {"contact_name": "", "contact_phone": ""}).status_code == 302
    assert Enterprise.objects.get(pk=firm.pk).contact_phone == PHONE
    office.post(address, form | {"contact_name": "-", "contact_phone": "13700000000"})
    kept = Enterprise.objects.get(pk=firm.pk)
    assert (kept.contact_name, kept.contact_phone) == ("", "13700000000")


def test_a_mailbox_can_be_emptied_in_the_console(signed_in, administrator, person) -> None:
    form = {
        "username": person.username, "role": person.role, "enterprise": person.enterprise_id,
        "is_active": "on", "full_name": "", "phone": "", "email": "-",
    }  # fmt: skip
    answer = signed_in(administrator).post(f"/console/accounts/user/{person.pk}/change/", form)
    assert answer.status_code == 302, text_of(answer)
    kept = User.objects.get(pk=person.pk)
    assert (kept.full_name, kept.phone, kept.email) == (NAME, PHONE, "")


def test_what_an_import_shows_of_a_file_is_masked_by_column(signed_in, administrator) -> None:
    office = signed_in(administrator)
    row = firm_row(1, 联系人=NAME, 联系电话=PHONE, 地址=f"示例路1号 {PHONE}")
    run = files.uploaded(office, files.xlsx([row], HEADS), kind="firms")
    page = office.get(f"{files.HOME}{run.pk}/")
    assert "139****2222" in text_of(page)
    assert not shows(page)
