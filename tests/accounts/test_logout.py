"""退出登录, and the cookies: what the next person on a shared computer finds."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.accounts.authenticator import LOGIN
from tests.conftest import PASSWORD
from tests.pages import words_of

pytestmark = pytest.mark.django_db
LOGOUT = "/accounts/logout/"


def test_over_https_the_browser_forgets_files_and_keeps_what_was_typed(signed_in, clerk) -> None:
    answer = signed_in(clerk).post(LOGOUT, secure=True)
    assert answer.headers["Clear-Site-Data"] == '"cache"'  # "storage" would lose a form that was not sent
    assert "Clear-Site-Data" not in signed_in(clerk).post(LOGOUT).headers


def test_taking_the_consent_back_forgets_as_well(signed_in, clerk) -> None:
    answer = signed_in(clerk).post("/accounts/me/withdraw/", {"understood": "1"}, secure=True)
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (302, '"cache"')


def test_no_other_page_forgets_anything(signed_in, clerk) -> None:
    assert "Clear-Site-Data" not in signed_in(clerk).get("/portal/", secure=True).headers


def test_every_cookie_is_bound_to_the_host_over_https(settings, clerk) -> None:
    for name in ("SESSION", "CSRF", "MESSAGE", "LARGE_TYPE"):
        attribute = f"{name}_COOKIE_NAME"
        setattr(settings, attribute, f"__Host-{getattr(settings, attribute)}")
    settings.HTTPS = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.get(LOGIN, secure=True)
    client.post(LOGIN, {"username": "clerk", "password": PASSWORD}, secure=True)
    client.post("/display/", {"large": "1"}, secure=True)
    client.post("/accounts/security/sessions/end/", secure=True)
    assert {name for name, cookie in client.cookies.items() if cookie.value} == {
        "__Host-sessionid",
        "__Host-csrftoken",
        "__Host-messages",
        "__Host-large_type",
    }
    for cookie in client.cookies.values():
        assert (cookie["path"], cookie["domain"], cookie["secure"]) == ("/", "", True)
    page = client.get("/accounts/security/", secure=True)
    assert "没有其他在线的登录会话" in words_of(page)
    assert 'class="large"' in page.content.decode()
    assert client.cookies["__Host-messages"]["secure"] is True
    assert not client.cookies["__Host-messages"].value
