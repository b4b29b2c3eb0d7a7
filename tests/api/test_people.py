"""人员与账号 over the API: people who are logged in alone, with a fresh proof for what is dangerous."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.lockout import note_failure
from accounts.models import User
from tests.accounts.people import NEW, set_password
from tests.api.caller import caller, codes
from tests.api.office import Person

pytestmark = pytest.mark.django_db
GIVEN = {"username": "neuling", "full_name": "张示例", "role": "enterprise_staff"}


def test_a_manager_reads_the_own_people_and_a_key_reads_none(manager, clerk, stranger):
    person = Person(manager)
    items = person.get("people/").json()["items"]
    assert [item["username"] for item in items] == ["clerk", "manager"]
    assert items[0]["role"] == {"code": "enterprise_staff", "label": "企业用户"}
    assert items[0] == person.get(f"people/{clerk.pk}/").json()
    assert person.get(f"people/{stranger.pk}/").status_code == 404
    assert Person(clerk).get("people/").status_code == 403
    by_key = caller(manager).get("people/")
    assert (by_key.status_code, by_key.json()["code"]) == (403, "no_keys")


def test_inviting_gives_a_link_that_opens_the_account(manager):
    made = Person(manager).post("people/", GIVEN)
    assert made.status_code == 201, made.content.decode()
    assert made.headers["Cache-Control"] == "no-store"
    assert made.headers["Location"] == f"/api/v1/people/{made.json()['id']}/"
    assert made.json()["state"] == {"code": "invited", "label": "待开通"}
    link = "/accounts/link/" + made.json()["link"].partition("/accounts/link/")[2]
    assert set_password(link).status_code == 302
    assert User.objects.get(username="neuling").check_password(NEW)
    assert "link" not in Person(manager).get(f"people/{made.json()['id']}/").json()


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"username": "x"}, "username"),
        ({"username": "clerk"}, "username"),
        ({"role": "reviewer"}, "role"),
        ({"email": "nowhere"}, "email"),
        ({"phone": "abc"}, "phone"),
        ({"full_name": ""}, "full_name"),
    ],
)
def test_a_wrong_invitation_is_told_by_field(manager, clerk, wrong, place):
    answer = Person(manager).post("people/", GIVEN | wrong)
    assert (answer.status_code, {where for _code, where in codes(answer)}) == (422, {place})
    assert User.objects.count() == 2


def test_inviting_needs_a_fresh_proof_and_reading_none(manager):
    person = Person(manager)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        person.client.force_login(manager)
        clock.shift(dt.timedelta(minutes=14))
        person.get("people/")
        clock.shift(dt.timedelta(minutes=2))
        refused = person.post("people/", GIVEN)
        assert (refused.status_code, refused.json()["code"]) == (403, "proof_needed")
        assert "/accounts/prove/" in refused.json()["detail"]
        assert person.get("people/").status_code == 200
        person.client.post("/accounts/prove/", {"proof_again": "Demo-2026!"})
        assert person.post("people/", GIVEN).status_code == 201


def test_a_proof_is_not_asked_of_who_brings_no_token_of_the_page(manager):
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    answer = client.post("/api/v1/people/", {"proof_again": "Demo-2026!"})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


def test_disabling_and_enabling(manager, clerk, stranger):
    person = Person(manager)
    assert person.post(f"people/{clerk.pk}/disable/").json()["state"]["code"] == "disabled"
    assert person.post(f"people/{clerk.pk}/disable/").status_code == 409
    assert person.post(f"people/{clerk.pk}/enable/").json()["state"]["code"] == "active"
    assert person.post(f"people/{manager.pk}/disable/").json()["code"] == "oneself"
    assert person.post(f"people/{stranger.pk}/disable/").status_code == 404


def test_security_administrators_see_accounts_masked(administrator, clerk, manager, reviewer):
    User.objects.filter(pk=clerk.pk).update(phone="13800000001", email="clerk@example.com")
    person = Person(administrator)
    (item,) = person.get("accounts/?q=clerk").json()["items"]
    assert item["username"] == "clerk"
    assert clerk.full_name not in str(item)
    assert "13800000001" not in str(item)
    assert "clerk@example.com" not in str(item)
    names = [one["username"] for one in person.get("accounts/?role=reviewer").json()["items"]]
    assert names == ["reviewer"]
    (duty,) = person.get("accounts/?duty=security").json()["items"]
    assert {"code": "security", "label": "安全管理员"} in duty["duties"]
    assert Person(reviewer).get("accounts/").status_code == 403
    assert Person(manager).get(f"accounts/{clerk.pk}/").status_code == 403


def test_accounts_are_switched_off_and_on_and_unlocked(administrator, clerk):
    person = Person(administrator)
    path = f"accounts/{clerk.pk}/"
    assert person.post(f"{path}disable/").json()["state"]["code"] == "disabled"
    assert person.post(f"{path}disable/").json()["code"] == "already_disabled"
    assert not User.objects.get(pk=clerk.pk).is_active
    assert person.post(f"{path}enable/").json()["state"]["code"] == "active"
    assert person.post(f"{path}enable/").json()["code"] == "already_enabled"
    assert person.post(f"accounts/{administrator.pk}/disable/").json()["code"] == "oneself"
    for _number in range(5):
        note_failure("clerk", "")
    assert person.get(path).json()["locked_until"] is not None
    assert person.post(f"{path}unlock/").json()["locked_until"] is None


def test_the_last_holder_of_a_duty_stays(administrator, make_user):
    other = make_user("audit", "administrator", duty_audit=True)
    refused = Person(administrator).post(f"accounts/{other.pk}/disable/")
    assert (refused.status_code, refused.json()["code"]) == (409, "last_holder")
    assert User.objects.get(pk=other.pk).is_active


def test_switching_off_needs_a_fresh_proof(administrator, clerk):
    person = Person(administrator)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        person.client.force_login(administrator)
        clock.shift(dt.timedelta(minutes=14))
        person.get("accounts/")
        clock.shift(dt.timedelta(minutes=2))
        assert person.post(f"accounts/{clerk.pk}/disable/").json()["code"] == "proof_needed"
        assert person.get("accounts/").status_code == 200
    assert User.objects.get(pk=clerk.pk).is_active
