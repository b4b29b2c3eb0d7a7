"""Nobody who takes the database alone learns a name or a telephone number."""

from __future__ import annotations

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from accounts.models import Enterprise, User
from devices.models import Device
from renewals.batch.intake.making import start_intake_batch
from tests import cases
from tests.accounts.people import details, of_person
from tests.batch.books import FIRST, TOWER, checked, downloaded, put, shown, work
from tests.cases import machine_data
from tests.imports import files
from tests.imports.test_firms import firm_row
from tests.imports.test_firms import tried as firms_tried
from tests.inbox.cases import happen, round_of_sending
from tests.personal.dump import everything, places_of
from tests.reported.ways import reported

pytestmark = pytest.mark.django_db
NAME, PHONE, MAILBOX = "欧阳示例", "13911112222", "ouyang@example.com"


@pytest.fixture
def office(signed_in, administrator):
    return signed_in(administrator)


def test_no_table_holds_a_name_a_number_or_a_mailbox_in_plain(
    office, signed_in, make_user, make_enterprise, reviewer
) -> None:
    firm = make_enterprise(number=7, contact_name=NAME, contact_phone=PHONE)
    person = make_user(
        "ou", "enterprise_manager", enterprise=firm, full_name=NAME, phone=PHONE, email=MAILBOX
    )
    kept = signed_in(person).post(of_person(person), details(person, email=f"x{MAILBOX}"))
    assert kept.status_code == 302
    happen(firm)
    round_of_sending()
    contact = {"contact_name": NAME, "contact_phone": PHONE}
    cases.submitted(
        cases.start(cases.registered(person, reviewer, 11, **contact), person, 11, common=contact), person
    )
    files.taken(office, firms_tried(office, firm_row(1, 联系人=NAME, 联系电话=PHONE)))
    run = files.uploaded(
        office, files.xlsx([files.machine(1, 联系电话=PHONE), files.machine(2, 联系电话=PHONE + "0")])
    )
    files.taken(office, files.checked(office, run))
    _in_a_workbook(signed_in(person), person)
    reported(contact=f"{NAME} {PHONE}")
    assert Device.objects.filter(contact_phone=PHONE).count() >= 2
    assert places_of(NAME, PHONE, MAILBOX) == []
    assert firm.name in everything()  # the search reads what is there


def _in_a_workbook(portal, person) -> None:
    batch = start_intake_batch(user=person)
    book = downloaded(portal, batch)
    for code, value in machine_data(9, contact_name=NAME, contact_phone=f"{PHONE}9").items():
        if any(cell.value == f"device.{code}" for cell in book[TOWER][1]):
            put(book, f"device.{code}", shown(value), FIRST)
    checked(portal, batch, book)
    work()


def test_a_person_is_found_by_the_whole_value_however_it_is_written(make_user) -> None:
    person = make_user("ou", "reviewer", full_name="欧阳 示例", phone="139-1111-2222", email="Ou@Example.com")
    for found in ({"full_name": NAME}, {"phone": "+86 13911112222"}, {"email": "ou@example.com"}):
        assert User.objects.get(**found) == person
    assert User.objects.filter(phone__in=["13900000000", PHONE]).get() == person
    assert not User.objects.filter(phone="1391111222").exists()
    assert list(User.objects.exclude(email="")) == [person]
    assert not User.objects.filter(phone__in=[]).exists()


@pytest.mark.parametrize("lookup", ["icontains", "startswith", "gt", "iexact"])
def test_a_part_of_it_cannot_be_asked_for(lookup, db) -> None:
    with pytest.raises(FieldError):
        User.objects.filter(**{f"full_name__{lookup}": "欧"}).exists()


def test_value_and_digest_are_of_one_write_whatever_writes(make_enterprise) -> None:
    first, second = make_enterprise(number=1), make_enterprise(number=2)
    Enterprise.objects.filter(pk=first.pk).update(contact_phone=PHONE)
    second.contact_phone = PHONE
    Enterprise.objects.bulk_update([second], ["contact_phone"])
    assert Enterprise.objects.filter(contact_phone=PHONE).count() == 2
    Enterprise.objects.filter(pk=first.pk).update(contact_phone="")
    assert Enterprise.objects.get(contact_phone=PHONE) == second


def test_the_search_by_number_uses_an_index(db) -> None:
    plan = User.objects.filter(phone=PHONE).explain()
    if connection.vendor == "sqlite":
        assert "person_by_phone" in plan
    with connection.cursor() as cursor:
        assert "person_by_phone" in connection.introspection.get_constraints(cursor, "accounts_user")
