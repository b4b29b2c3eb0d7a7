"""The way in: first what proves the person (password, or the province's word), then 动态口令 where there is one.

Between the two nobody is logged in: the session only remembers who has half come in, for a few minutes.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone

from accounts.lockout import forgive
from accounts.models import User
from accounts.second_factor import is_set
from audit.services import record_account_step
from ground.glossary import AccountStep

HALF, BY_FACTOR = "half_in", "second_factor"
HALF_LASTS = dt.timedelta(minutes=5)
BACKEND = "django.contrib.auth.backends.ModelBackend"
PASSWORD = "password"  # noqa: S105 (the name of a proof)


def come_in(request: HttpRequest, person: User, *, by: str = PASSWORD) -> bool:
    """Log the person in, or remember that 动态口令 is still to come; whether the person is in."""
    if not is_set(person):
        enter(request, person, by=by)
        return True
    until = timezone.now() + HALF_LASTS
    request.session[HALF] = {
        "person": person.pk,
        "hash": person.get_session_auth_hash(),
        "until": until.isoformat(),
        "by": by,
    }
    return False


def half_in(request: HttpRequest) -> User | None:
    """Who has shown the password and owes 动态口令; None where that is too long ago, or the password changed since."""
    held = request.session.get(HALF)
    if not held or dt.datetime.fromisoformat(held["until"]) <= timezone.now():
        return None
    person = User.objects.filter(pk=held["person"], is_active=True).first()
    return person if person and person.get_session_auth_hash() == held["hash"] else None


def enter(request: HttpRequest, person: User, *, by: str, factor: str = "") -> None:
    """Log in, under a new session id; failures before are forgiven, the step is recorded."""
    request.session.pop(HALF, None)
    login(request, person, backend=BACKEND)
    if factor:
        request.session[BY_FACTOR] = factor
    forgive(person.username)
    record_account_step(
        step=AccountStep.LOGGED_IN,
        actor=person.actor,
        account_id=person.pk,
        enterprise_id=person.enterprise_id,
        detail={"by": by} | ({"factor": factor} if factor else {}),
    )
