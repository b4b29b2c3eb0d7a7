"""A session that a step has ended says why, once, in the browser that was thrown out; rights change with a new session."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import EndedSession, LoginSession, User
from accounts.privacy.forgetting import sweep_personal_data
from tests.accounts.authenticator import LOGIN, SECURITY, give_password, is_in
from tests.accounts.people import NEW, details, of_person
from tests.accounts.test_own_sessions import EDGE, PHONE, handles, logged_in
from tests.conftest import PASSWORD
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
NOT_YOU = "不是您本人操作的"


def thrown_out(client: Client, page: str = "/portal/") -> str:
    """The words of the login to which the page leads."""
    answer = client.get(page)
    assert answer.status_code == 302
    return words_of(client.get(answer["Location"], follow=True))


def test_who_is_replaced_reads_when_and_in_which_browser(clerk, settings) -> None:
    settings.SINGLE_SESSION = True
    with time_machine.travel(dt.datetime(2026, 11, 30, 1, 5, tzinfo=dt.UTC), tick=False):
        here = logged_in("clerk", EDGE)
        logged_in("clerk", PHONE)
        told = thrown_out(here)
    assert "您的账号于 2026-11-30 09:05 在另一处登录(Safari · iPhone)，此处的登录已结束。" in told
    assert NOT_YOU in told
    assert not EndedSession.objects.exists()
    assert "此处的登录" not in words_of(here.get(LOGIN))


def test_the_own_hand_elsewhere_is_named(clerk) -> None:
    here, there = logged_in("clerk", EDGE), logged_in("clerk", PHONE)
    (handle,) = handles(text_of(here.get(SECURITY)))
    here.post(f"{SECURITY}sessions/{handle}/end/")
    told = thrown_out(there)
    assert "由本人在另一处(Edge · Windows)结束" in told
    assert NOT_YOU in told


def test_the_manager_and_the_office_are_named(signed_in, manager, clerk, administrator) -> None:
    browser = give_password(clerk)
    signed_in(manager).post(of_person(clerk, "sessions/"))
    assert "由本企业企业管理员结束" in thrown_out(browser)
    browser = give_password(clerk)
    signed_in(administrator).post(reverse("console:account_sessions", args=[clerk.pk]))
    assert "由安全管理员结束" in thrown_out(browser)


def test_a_new_password_and_a_closed_account_are_named(signed_in, manager, clerk) -> None:
    here, there = give_password(clerk), give_password(clerk)
    here.post("/accounts/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    assert "请用新密码登录" in thrown_out(there)
    signed_in(manager).post(of_person(clerk, "disable/"))
    assert "停用" in thrown_out(here)


def test_what_an_open_page_asks_by_itself_keeps_the_word_for_the_login(signed_in, manager, clerk) -> None:
    browser = give_password(clerk)
    signed_in(manager).post(of_person(clerk, "sessions/"))
    asked = browser.get("/accounts/session/", headers={"accept": "application/json"})
    assert asked.status_code == 401
    assert "由本企业企业管理员结束" in words_of(browser.get(LOGIN))


def test_a_form_that_comes_after_it_is_kept(signed_in, manager, make_user, firm) -> None:
    other = make_user("second", "enterprise_manager", enterprise=firm)
    browser = give_password(manager)
    signed_in(other).post(of_person(manager, "sessions/"))
    given = details(other, full_name="李示例")
    answer = browser.post(of_person(other), given)
    assert answer["Location"] == f"{LOGIN}?next=/accounts/continue/"
    give_password(manager, client=browser)
    assert "李示例" in text_of(browser.get("/accounts/continue/"))


def test_an_unknown_key_is_told_nothing(client) -> None:
    client.cookies["sessionid"] = "x" * 32
    assert "此处的登录" not in words_of(client.get(LOGIN))


def test_keys_stand_nowhere(clerk) -> None:
    here, there = logged_in("clerk", EDGE), logged_in("clerk", PHONE)
    key = there.session.session_key
    here.post(f"{SECURITY}sessions/end/")
    (row,) = EndedSession.objects.values()
    assert key not in str(row)


def test_another_role_ends_the_sessions(signed_in, manager, clerk) -> None:
    browser = give_password(clerk)
    signed_in(manager).post(of_person(clerk), details(clerk, full_name="王示例"))
    assert browser.get("/portal/").status_code == 200
    signed_in(manager).post(of_person(clerk), details(clerk, role="enterprise_manager"))
    assert "角色、职责或所属企业" in thrown_out(browser)


def test_whoever_gives_the_own_role_away_goes_on_under_a_new_key(manager, make_user, firm) -> None:
    make_user("second", "enterprise_manager", enterprise=firm)
    here, there = give_password(manager), give_password(manager)
    before = here.session.session_key
    here.post(of_person(manager), details(manager, role="enterprise_staff"))
    assert here.get("/portal/").status_code == 200
    assert here.session.session_key != before
    assert not LoginSession.objects.filter(pk=before).exists()
    assert not is_in(there)


@pytest.mark.parametrize("change", ["duty", "firm", "name"])
def test_duties_and_the_firm_end_them_and_a_name_does_not(
    signed_in, administrator, make_user, clerk, other_firm, change
) -> None:
    officer = make_user("officer", "administrator", duty_system=True, duty_security=False)
    person = clerk if change == "firm" else officer
    browser = give_password(person)
    given = {"username": person.username, "role": person.role, "is_active": "on", "duty_system": "on"}
    if change == "firm":
        given = given | {"enterprise": other_firm.pk}
        del given["duty_system"]
    if change == "duty":
        given["duty_audit"] = "on"
    if change == "name":
        given["full_name"] = "赵示例"
    address = reverse("console:accounts_user_change", args=[person.pk])
    assert signed_in(administrator).post(address, given).status_code == 302
    assert is_in(browser) == (change == "name")


def test_what_nobody_can_ask_for_any_more_is_swept(clerk) -> None:
    browser = give_password(clerk)
    give_password(clerk).post(f"{SECURITY}sessions/end/")
    assert (EndedSession.objects.count(), LoginSession.objects.count()) == (1, 1)
    sweep_personal_data(now=timezone.now())
    assert (EndedSession.objects.count(), LoginSession.objects.count()) == (1, 1)
    sweep_personal_data(now=timezone.now() + dt.timedelta(hours=13))
    assert (EndedSession.objects.count(), LoginSession.objects.count()) == (0, 0)
    assert not is_in(browser)
    assert User.objects.filter(pk=clerk.pk, is_active=True).exists()
