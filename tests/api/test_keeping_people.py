"""人员资料, 撤销邀请, 重置密码 and 结束会话 over the API, by the same steps as on the page of a person."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from api.models import KeptAnswer
from audit.models import AccountEvent
from ground.glossary import AccountStep
from tests.accounts.people import NEW, set_password
from tests.api.caller import codes, fresh
from tests.api.office import Person
from tests.renewals.test_two_at_once import at_once

pytestmark = pytest.mark.django_db
GIVEN = {"username": "neuling", "full_name": "张示例", "role": "enterprise_staff"}


def page_of(link: str) -> str:
    return "/accounts/link/" + link.partition("/accounts/link/")[2]


def steps_of(person: User) -> list[str]:
    return [event.step for event in AccountEvent.objects.filter(account_id=person.pk).order_by("id")]


def test_what_is_named_is_changed_and_what_is_not_stays(manager, clerk):
    User.objects.filter(pk=clerk.pk).update(email="clerk@example.com")
    person, path = Person(manager), f"people/{clerk.pk}/"
    tag = person.get(path).headers["ETag"]
    assert person.patch(path, {"phone": "13800000001"}).status_code == 428
    changed = person.patch(path, {"phone": "13800000001"}, If_Match=tag)
    assert changed.status_code == 200, changed.content.decode()
    assert changed.json()["phone"] == "13800000001"
    assert changed.json()["email"] == "clerk@example.com"
    assert changed.headers["ETag"] == person.get(path).headers["ETag"] != tag
    stale = person.patch(path, {"full_name": "李示例"}, If_Match=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert User.objects.get(pk=clerk.pk).full_name == clerk.full_name
    event = AccountEvent.objects.get(account_id=clerk.pk, step=AccountStep.DETAILS_CHANGED)
    assert event.detail == {"fields": ["phone"]}


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"role": "reviewer"}, ("invalid_choice", "role")),
        ({"phone": "13800000001x"}, ("invalid", "phone")),
        ({"email": "nowhere"}, ("invalid", "email")),
        ({"full_name": ""}, ("blank", "full_name")),
        ({"username": "andere"}, ("unknown_field", "username")),
    ],
)
def test_a_wrong_change_is_told_by_field(manager, clerk, wrong, fault):
    answer = Person(manager).patch(f"people/{clerk.pk}/", wrong, If_Match="*")
    assert (answer.status_code, codes(answer)) == (422, {fault})
    assert steps_of(clerk) == []


def test_another_role_ends_sessions_and_the_firm_keeps_a_manager(manager, clerk, stranger):
    person, theirs = Person(manager), Client()
    theirs.force_login(clerk)
    raised = person.patch(f"people/{clerk.pk}/", {"role": "enterprise_manager"}, If_Match="*")
    assert (raised.status_code, raised.json()["role"]["code"]) == (200, "enterprise_manager")
    assert theirs.get("/portal/").status_code == 302, "the session has ended"
    lowered = person.patch(f"people/{manager.pk}/", {"role": "enterprise_staff"}, If_Match="*")
    assert lowered.status_code == 200, lowered.content.decode()
    assert person.client.get("/portal/").status_code == 200, "the own session goes on"
    assert person.get("people/").status_code == 403
    last = Person(User.objects.get(pk=clerk.pk))
    refused = last.patch(f"people/{clerk.pk}/", {"role": "enterprise_staff"}, If_Match="*")
    assert (refused.status_code, refused.json()["code"]) == (409, "last_manager")
    assert last.patch(f"people/{stranger.pk}/", {"role": "enterprise_staff"}, If_Match="*").status_code == 404


def test_a_revoked_invitation_opens_nothing(manager):
    person = Person(manager)
    made = person.post("people/", GIVEN).json()
    revoked = person.post(f"people/{made['id']}/revoke/")
    assert (revoked.status_code, revoked.json()["state"]["code"]) == (200, "invited")
    assert set_password(page_of(made["link"])).status_code == 410
    renewed = person.post(f"people/{made['id']}/reset/")
    assert renewed.json()["hours"] == 72
    assert set_password(page_of(renewed.json()["link"])).status_code == 302
    assert person.post(f"people/{made['id']}/revoke/").json()["code"] == "opened"


def test_a_reset_gives_a_link_once(manager, clerk, stranger):
    person = Person(manager)
    made = person.post(f"people/{clerk.pk}/reset/")
    assert made.status_code == 200, made.content.decode()
    assert made.headers["Cache-Control"] == "no-store"
    assert set_password(page_of(made.json()["link"])).status_code == 302
    assert User.objects.get(pk=clerk.pk).check_password(NEW)
    assert set_password(page_of(made.json()["link"])).status_code == 410
    assert "link" not in person.get(f"people/{clerk.pk}/").json()
    assert person.post(f"people/{stranger.pk}/reset/").status_code == 404
    person.post(f"people/{clerk.pk}/disable/")
    assert person.post(f"people/{clerk.pk}/reset/").json()["code"] == "disabled"


def test_a_link_that_was_shown_is_not_kept_for_the_same_request(manager, clerk):
    person, token = Person(manager), fresh()
    for path, body in (("people/", GIVEN), (f"people/{clerk.pk}/reset/", None)):
        once = {"Idempotency_Key": f"{token}.{len(path)}"}
        link = person.post(path, body, **once).json()["link"]
        again = person.post(path, body, **once)
        assert (again.status_code, again.json()["code"]) == (409, "shown_once")
        assert "重新生成" in again.json()["detail"]
        assert link.rpartition("=")[2] not in again.content.decode()
        assert "body" not in KeptAnswer.objects.get(token=once["Idempotency_Key"]).answer
        assert set_password(page_of(link)).status_code == 302, "sent again, the request made no other link"
    wrong = {"Idempotency_Key": fresh()}
    first, second = (person.post("people/", GIVEN | {"role": "?"}, **wrong) for _ in range(2))
    assert (first.status_code, second.content) == (422, first.content), "a refusal shows nothing and is kept"


def test_sessions_are_ended_but_for_the_own(manager, clerk):
    person, theirs = Person(manager), Client()
    theirs.force_login(clerk)
    assert person.post(f"people/{clerk.pk}/sessions/").json() == {"ended": 1}
    assert theirs.get("/portal/").status_code == 302
    assert person.post(f"people/{clerk.pk}/sessions/").json() == {"ended": 0}
    elsewhere = Client()
    elsewhere.force_login(manager)
    assert person.post(f"people/{manager.pk}/sessions/").json() == {"ended": 1}
    assert person.get("people/").status_code == 200
    assert steps_of(clerk) == [AccountStep.SESSIONS_ENDED]


def test_a_change_and_a_reset_need_a_fresh_proof_as_on_the_page(manager, clerk):
    person = Person(manager)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        person.client.force_login(manager)
        clock.shift(dt.timedelta(minutes=14))
        tag = person.get(f"people/{clerk.pk}/").headers["ETag"]
        clock.shift(dt.timedelta(minutes=2))
        for refused in (
            person.patch(f"people/{clerk.pk}/", {"phone": "13800000001"}, If_Match=tag),
            person.post(f"people/{clerk.pk}/reset/"),
        ):
            assert (refused.status_code, refused.json()["code"]) == (403, "proof_needed")
        assert person.get(f"people/{clerk.pk}/").status_code == 200
        person.client.post(reverse("accounts:prove"), {"proof_again": "Demo-2026!"})
        assert person.patch(f"people/{clerk.pk}/", {"phone": "13800000001"}, If_Match=tag).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_at_once_one_change_is_kept(manager, make_user, firm, clerk):
    other = make_user("second", Role.ENTERPRISE_MANAGER, enterprise=firm)
    callers = [Person(manager), Person(other)]
    tag = callers[0].get(f"people/{clerk.pk}/").headers["ETag"]
    answers = at_once(
        *(
            lambda n=n, who=who: who.patch(f"people/{clerk.pk}/", {"phone": f"1380000000{n}"}, If_Match=tag)
            for n, who in enumerate(callers)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
