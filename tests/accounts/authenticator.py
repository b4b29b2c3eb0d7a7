"""A person's phone: reads the key of the enrolment's page, and shows codes."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts import totp
from accounts.models import User
from tests.conftest import PASSWORD
from tests.pages import text_of

ENROL, CODES, SECURITY = (
    "/accounts/security/authenticator/",
    "/accounts/security/codes/",
    "/accounts/security/",
)
LOGIN, SECOND = "/accounts/login/", "/accounts/second/"


def key_on(page: HttpResponse) -> str:
    """The key for typing, as the page shows it."""
    found = re.search(r'id="key">([A-Z2-7 ]+)<', text_of(page))
    assert found
    return found[1].replace(" ", "")


def code_now(secret: str, *, steps: int = 0) -> str:
    """What the phone shows now, or so many steps of 30 seconds later."""
    return totp.code_of(secret, totp.step_at(timezone.now()) + steps)


def set_up(client: Client, *, steps: int = 0) -> tuple[str, list[str]]:
    """Enrol by the pages, so many steps from now; the secret and the recovery codes that are shown once."""
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=totp.STEP_SECONDS * steps)):
        secret = key_on(client.get(ENROL))
        answer = client.post(ENROL, {"code": code_now(secret)})
    assert answer.status_code == 302, text_of(answer)
    return secret, re.findall(r"<li>(\d{4}-\d{4}-\d{4})</li>", text_of(client.get(CODES)))


def give_password(person: User, *, client: Client | None = None, **more: Any) -> Client:
    """A browser in which the password was typed."""
    client = client or Client()
    client.post(LOGIN, {"username": person.username, "password": PASSWORD, **more})
    return client


def is_in(client: Client) -> bool:
    """Whether somebody is logged in."""
    return "_auth_user_id" in client.session
