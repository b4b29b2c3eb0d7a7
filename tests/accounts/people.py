"""The firm's people as the portal's pages act on them."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.http import HttpResponse
from django.test import Client

from accounts.credentials import LinkPurpose
from accounts.links import make_link
from accounts.models import User
from audit.models import AccountEvent
from ground.glossary import AccountStep
from tests.pages import text_of

PEOPLE = "/portal/people/"
INVITE = f"{PEOPLE}invite/"
NEW = "Kran-Fuehrer-26"


def of_person(person: User, step: str = "") -> str:
    """The address of a person's page or step."""
    return f"{PEOPLE}{person.pk}/{step}"


def invitation(username: str = "neuling", **typed: Any) -> dict[str, Any]:
    """What the invitation's form posts."""
    given = {
        "username": username,
        "full_name": "张示例",
        "role": "enterprise_staff",
        "phone": "",
        "email": "",
    }
    return given | typed


def details(person: User, **typed: Any) -> dict[str, Any]:
    """What a person's form posts as it stands."""
    names = ("full_name", "role", "phone", "email")
    return {name: getattr(person, name) for name in names} | typed


def link_in(answer: HttpResponse) -> str:
    """The one-time link that the page shows, as a path of this site; empty where it shows none."""
    found = re.search(r"https?://[^/\"]+(/accounts/link/\?key=[\w-]+)", text_of(answer))
    return found[1] if found else ""


def mailed_link(number: int = -1) -> str:
    """The one-time link of a mail that was sent."""
    found = re.search(r"https?://[^/\s]+(/accounts/link/\?key=[\w-]+)", str(mail.outbox[number].body))
    assert found
    return found[1]


def link_for(person: User, purpose: LinkPurpose) -> str:
    """A fresh link, as a path of this site."""
    return "/accounts/link/" + make_link(person=person, purpose=purpose).partition("/accounts/link/")[2]


def set_password(link: str, password: str = NEW) -> HttpResponse:
    """Open nothing, save the password by the link, as somebody who is not logged in."""
    return Client().post(link, {"new_password1": password, "new_password2": password})


def logged_in(person: User, password: str) -> Client:
    """A browser in which the person has logged in by the page."""
    client = Client()
    client.post("/accounts/login/", {"username": person.username, "password": password})
    assert client.session.get("_auth_user_id") == str(person.pk)
    return client


def steps_of(person: User) -> list[str]:
    """What was done to an account and by it, newest first; logins apart."""
    events = AccountEvent.objects.of_account(person.pk).exclude(step=AccountStep.LOGGED_IN)
    return list(events.values_list("step", flat=True))
