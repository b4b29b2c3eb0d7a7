"""企业 over the API, for the office."""

from __future__ import annotations

import pytest

from accounts.models import Enterprise
from api.scopes import Scope
from audit.models import AccountEvent
from ground.glossary import AccountStep
from tests.api.caller import Caller, caller, key_of
from tests.api.office import Person

pytestmark = pytest.mark.django_db


def test_a_reading_key_finds_firms_with_their_contacts_masked(administrator, firm, other_firm):
    Enterprise.objects.filter(pk=firm.pk).update(contact_name="张示例", contact_phone="13800000001")
    office = Caller(key_of(administrator, [Scope.ENTERPRISES_READ])[1])
    items = office.get("enterprises/").json()["items"]
    assert [item["id"] for item in items] == [other_firm.pk, firm.pk]
    assert (items[1]["contact_name"], items[1]["contact_phone"]) == ("张**", "138****0001")
    assert office.get(f"enterprises/{firm.pk}/").json() == items[1]
    assert items[1]["town"]["code"] == firm.town
    assert office.get("enterprises/987654321/").status_code == 404


def test_the_list_is_narrowed_and_a_search_by_number_is_recorded(reviewer, firm, other_firm):
    Enterprise.objects.filter(pk=firm.pk).update(contact_phone="13800000001")
    Enterprise.objects.filter(pk=other_firm.pk).update(is_active=False)
    person = Person(reviewer)

    def found(query: str) -> list[int]:
        return [item["id"] for item in person.get(f"enterprises/?{query}").json()["items"]]

    assert found("state=closed") == [other_firm.pk]
    assert found(f"q={firm.uscc[:14]}&state=active") == [firm.pk]
    searches = AccountEvent.objects.filter(step=AccountStep.PERSON_SEARCHED)
    assert not searches.exists()
    assert found("q=13800000001") == [firm.pk]
    assert searches.count() == 1


def test_firms_and_other_scopes_open_nothing(manager, administrator, firm):
    assert caller(manager).get("enterprises/").status_code == 403
    assert Person(manager).get(f"enterprises/{firm.pk}/").status_code == 403
    office = Caller(key_of(administrator, [Scope.QUEUES_READ])[1])
    assert office.get("enterprises/").status_code == 403
