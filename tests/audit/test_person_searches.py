"""Looking for a person by personal data is an entry, its words beside the record."""

from __future__ import annotations

import pytest
from django.urls import reverse

from audit.models import AccountEvent, PrivateNote
from ground.glossary import AccountStep

pytestmark = pytest.mark.django_db


def searches() -> list[AccountEvent]:
    return list(AccountEvent.objects.filter(step=AccountStep.PERSON_SEARCHED).order_by("id"))


def test_a_search_among_accounts_is_recorded(signed_in, make_user, clerk) -> None:
    keeper = make_user("keeper", "administrator", duty_security=True)
    page = reverse("console:accounts_user_changelist")
    client = signed_in(keeper)
    client.get(page)
    assert searches() == []
    assert client.get(page, {"q": "clerk示例"}).status_code == 200
    (event,) = searches()
    assert event.account_id == keeper.pk
    assert event.words == {"list": "账号", "words": "clerk示例"}
    assert "示例" not in str(AccountEvent.objects.filter(pk=event.pk).values("detail"))


def test_a_firm_is_looked_for_by_telephone_but_not_by_name(signed_in, administrator, firm) -> None:
    page = reverse("console:accounts_enterprise_changelist")
    client = signed_in(administrator)
    client.get(page, {"q": firm.name})
    assert searches() == []
    client.get(page, {"q": "13800000001"})
    assert searches()[0].words == {"list": "企业", "words": "13800000001"}
    assert PrivateNote.objects.filter(kind="words").count() == 1


def test_a_manager_s_search_among_the_own_people_is_recorded(signed_in, manager) -> None:
    signed_in(manager).get(reverse("accounts:people"), {"q": "clerk"})
    assert [event.words["words"] for event in searches()] == ["clerk"]


def test_who_reads_the_record_is_led_there_from_account_and_firm(signed_in, make_user, clerk) -> None:
    client = signed_in(make_user("auditor", "administrator", duty_audit=True))
    person = client.get(reverse("console:accounts_user_change", args=[clerk.pk])).content.decode()
    firm = client.get(reverse("console:accounts_enterprise_change", args=[clerk.enterprise_id]))
    assert f"/console/audit/?thing=account:{clerk.pk}" in person
    assert f"/console/audit/?thing=enterprise:{clerk.enterprise_id}" in firm.content.decode()
