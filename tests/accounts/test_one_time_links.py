"""What a one-time link does, once, and what it says when it can not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from accounts.credentials import LinkPurpose, OneTimeLink
from audit.models import AccountEvent
from ground.glossary import AccountStep
from tests.accounts.people import NEW, link_for, logged_in, set_password
from tests.cases import again
from tests.conftest import PASSWORD
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(clerk) -> str:
    return link_for(clerk, LinkPurpose.RESET)


def test_opening_the_page_uses_nothing_up(link, clerk) -> None:
    for _ in range(3):
        page = Client().get(link)
        assert page.status_code == 200
    assert clerk.username in text_of(page)
    assert "no-store" in page["Cache-Control"]
    assert set_password(link).status_code == 302


def test_a_used_link_sets_no_second_password(link, clerk) -> None:
    set_password(link)
    answer = set_password(link, "Noch-Ein-Wort-9")
    assert (answer.status_code, "已经使用过" in text_of(answer)) == (410, True)
    assert Client().get(link).status_code == 410
    assert again(clerk).check_password(NEW)


def test_the_login_after_it_leads_not_back_to_the_used_link(link) -> None:
    given = {"new_password1": NEW, "new_password2": NEW}
    answer = Client().post(link, given, headers={"Referer": f"http://testserver{link}"})
    assert answer["Location"] == "/accounts/login/"


@pytest.mark.parametrize(
    ("purpose", "hours"), [(LinkPurpose.INVITE, 72), (LinkPurpose.RESET, 72), (LinkPurpose.FORGOTTEN, 1)]
)
def test_a_link_ends_with_its_time(clerk, purpose, hours) -> None:
    link = link_for(clerk, purpose)
    made = OneTimeLink.objects.get()
    assert made.expires_at - made.created_at == dt.timedelta(hours=hours)
    OneTimeLink.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    answer = set_password(link)
    assert (answer.status_code, "已超过有效期" in text_of(answer)) == (410, True)
    assert again(clerk).check_password(PASSWORD)


@pytest.mark.parametrize("key", ["", "x", "x" * 5000, "%00", "中文"])
def test_a_key_that_is_none_is_refused_in_words(db, key) -> None:
    answer = Client().get(f"/accounts/link/?key={key}")
    assert answer.status_code in {400, 410}
    if answer.status_code == 410:
        assert "链接无效" in text_of(answer)


def test_a_link_ends_all_other_links_and_all_sessions(link, clerk) -> None:
    browser = logged_in(clerk, PASSWORD)
    other = link_for(clerk, LinkPurpose.FORGOTTEN)
    set_password(link)
    assert browser.get("/portal/").status_code == 302
    assert set_password(other, "Noch-Ein-Wort-9").status_code == 410


def test_a_link_of_a_disabled_account_opens_nothing(link, clerk) -> None:
    type(clerk).objects.filter(pk=clerk.pk).update(is_active=False)
    answer = set_password(link)
    assert (answer.status_code, "已停用" in text_of(answer)) == (410, True)
    assert not again(clerk).is_active
    assert again(clerk).check_password(PASSWORD)


def test_a_refused_password_leaves_the_link_as_it_is(link, clerk) -> None:
    answer = set_password(link, "kurz")
    assert (answer.status_code, "密码太短" in text_of(answer)) == (422, True)
    different = Client().post(link, {"new_password1": NEW, "new_password2": NEW + "x"})
    assert different.status_code == 422
    assert set_password(link).status_code == 302


def test_the_use_is_recorded_as_the_persons_own_step(link, clerk) -> None:
    set_password(link)
    event = AccountEvent.objects.of_account(clerk.pk).get()
    assert (event.step, event.actor_id, event.enterprise_id) == (
        AccountStep.PASSWORD_RESET,
        str(clerk.pk),
        clerk.enterprise_id,
    )
    assert event.address == "127.0.0.1"
