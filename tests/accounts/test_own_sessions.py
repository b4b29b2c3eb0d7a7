"""登录会话 in 安全设置: seen, and ended, by their owner."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.browsers import family_of
from accounts.models import LoginSession
from tests.accounts.authenticator import LOGIN, SECURITY
from tests.accounts.people import steps_of
from tests.conftest import PASSWORD
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604"
)


def logged_in(name: str, agent: str) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post(LOGIN, {"username": name, "password": PASSWORD})
    return client


def handles(page: str) -> list[str]:
    return re.findall(r"/sessions/([0-9a-f]{32})/end/", page)


def test_each_session_is_told_by_browser_and_address_without_its_key(clerk) -> None:
    here, _there = logged_in("clerk", EDGE), logged_in("clerk", PHONE)
    page = text_of(here.get(SECURITY))
    assert "Edge · Windows" in page
    assert "Safari · iPhone" in page
    assert "127.0.0.1" in page
    assert "本次登录" in page
    assert not any(key in page for key in LoginSession.objects.values_list("pk", flat=True))


def test_one_of_the_own_is_ended(clerk) -> None:
    here, there = logged_in("clerk", EDGE), logged_in("clerk", PHONE)
    (handle,) = handles(text_of(here.get(SECURITY)))
    ended = f"{SECURITY}sessions/{handle}/end/"
    assert "已结束该登录会话" in words_of(here.post(ended, follow=True))
    assert there.get("/portal/").status_code == 302
    assert here.get("/portal/").status_code == 200
    assert steps_of(clerk) == ["sessions_ended"]
    assert "已经结束" in words_of(here.post(ended, follow=True))


def test_all_others_are_ended_at_once(clerk) -> None:
    here, *others = [logged_in("clerk", agent) for agent in (EDGE, PHONE, PHONE)]
    assert "已结束其他 2 个" in words_of(here.post(f"{SECURITY}sessions/end/", follow=True))
    assert [other.get("/portal/").status_code for other in others] == [302, 302]


def test_nobody_ends_anothers(clerk, stranger) -> None:
    here = logged_in("clerk", EDGE)
    logged_in("clerk", PHONE)
    (handle,) = handles(text_of(here.get(SECURITY)))
    logged_in("stranger", EDGE).post(f"{SECURITY}sessions/{handle}/end/")
    assert LoginSession.objects.filter(account_id=clerk.pk).count() == 2


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (EDGE, "Edge · Windows"),
        (PHONE, "Safari · iPhone"),
        (f"{EDGE} QQBrowser/19", "QQ 浏览器 · Windows"),
        ("Mozilla/5.0 (Linux; Android 15) MicroMessenger/8.0", "微信 · 安卓"),
        ("curl/8.0", "未知浏览器"),
        ("", "未知浏览器"),
    ],
)
def test_browsers_are_told_by_their_family(agent, words) -> None:
    assert family_of(agent) == words
