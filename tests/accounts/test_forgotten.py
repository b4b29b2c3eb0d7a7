"""忘记密码: one answer for everybody, a link by mail for the owner, not too often."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import ResetRequest
from accounts.resetting import send_due_resets
from ground.glossary import AccountStep
from tests.accounts.people import NEW, logged_in, mailed_link, set_password, steps_of
from tests.cases import again
from tests.conftest import PASSWORD
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
FORGOTTEN = "/accounts/forgotten/"
MAILBOX = "clerk@example.com"


@pytest.fixture(autouse=True)
def owner(clerk):
    clerk.email = MAILBOX
    clerk.save()
    return clerk


def ask(username: str = "clerk", email: str = MAILBOX, *, address: str = "192.0.2.1"):
    """Ask as somebody at that address, to the end of the redirects."""
    form = {"username": username, "email": email}
    return Client().post(FORGOTTEN, form, follow=True, REMOTE_ADDR=address)


def test_the_owner_gets_a_link_and_a_new_password_ends_the_sessions(owner) -> None:
    browser = logged_in(owner, PASSWORD)
    ask(email="Clerk@Example.com")
    assert send_due_resets() == 1
    assert mail.outbox[-1].to == [MAILBOX]
    assert set_password(mailed_link()).status_code == 302
    assert browser.get("/portal/").status_code == 302
    logged_in(owner, NEW)
    assert set(steps_of(owner)) == {AccountStep.RESET_MAILED, AccountStep.PASSWORD_RESET}


def test_the_answer_is_the_same_for_those_who_do_not_exist(owner, make_user, firm) -> None:
    make_user("gone", "enterprise_staff", enterprise=firm, email="gone@example.com", is_active=False)
    make_user("boxless", "enterprise_staff", enterprise=firm)
    asked = [
        ("clerk", MAILBOX),
        ("clerk", "other@example.com"),
        ("nobody", MAILBOX),
        ("gone", "gone@example.com"),
        ("boxless", "boxless@example.com"),
    ]
    answers = [ask(*pair) for pair in asked]
    assert {(answer.status_code, tuple(answer.redirect_chain)) for answer in answers} == {
        (200, (("/accounts/forgotten/done/", 302),))
    }
    assert len({words_of(answer) for answer in answers}) == 1
    assert send_due_resets() == 1
    assert [message.to for message in mail.outbox] == [[MAILBOX]]


def test_a_second_look_sends_nothing_twice(owner) -> None:
    ask()
    assert [send_due_resets(), send_due_resets()] == [1, 0]


def test_a_mail_that_failed_is_sent_later_with_a_link_of_its_own(owner, settings) -> None:
    ask()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert send_due_resets() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due_resets() == 0
    ResetRequest.objects.update(claimed_at=timezone.now() - dt.timedelta(minutes=6))
    assert send_due_resets() == 1
    assert set_password(mailed_link()).status_code == 302


def test_a_request_that_is_too_old_is_mailed_no_more(owner) -> None:
    ask()
    ResetRequest.objects.update(asked_at=timezone.now() - dt.timedelta(minutes=61))
    assert send_due_resets() == 0


def test_who_was_disabled_meanwhile_gets_no_mail(owner) -> None:
    ask()
    type(owner).objects.filter(pk=owner.pk).update(is_active=False)
    assert (send_due_resets(), mail.outbox) == (0, [])


@pytest.mark.parametrize("username", ["clerk", "nobody"])
def test_an_account_is_asked_for_three_times_an_hour_existing_or_not(owner, username) -> None:
    answers = [ask(username, address=f"192.0.2.{n}") for n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "一小时后再试" in text_of(answers[-1])
    ResetRequest.objects.update(asked_at=timezone.now() - dt.timedelta(minutes=61))
    assert ask(username).status_code == 200


def test_an_address_asks_for_few_accounts_an_hour(owner, settings) -> None:
    settings.RESETS_BY_ADDRESS = 2
    assert [ask(f"name{n}").status_code for n in range(3)] == [200, 200, 429]
    assert ask("name9", address="192.0.2.9").status_code == 200


@pytest.mark.parametrize(
    ("username", "email"), [("", MAILBOX), ("clerk", ""), ("clerk", "no-mailbox"), ("x" * 151, MAILBOX)]
)
def test_what_can_not_be_read_is_said_at_its_field(owner, username, email) -> None:
    answer = ask(username, email)
    assert answer.status_code == 422
    assert not ResetRequest.objects.exists()


def test_no_name_and_no_mailbox_stand_in_the_requests(owner) -> None:
    ask("nobody", "nobody@example.com")
    rows = str(list(ResetRequest.objects.values()))
    assert "nobody" not in rows


def test_the_login_and_the_home_lead_there(owner) -> None:
    for address in ("/", "/accounts/login/"):
        assert f'href="{FORGOTTEN}"' in text_of(Client().get(address))


def test_the_old_password_works_until_the_link_is_used(owner) -> None:
    ask()
    send_due_resets()
    assert again(owner).check_password(PASSWORD)
