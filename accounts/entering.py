"""The way in: first what proves the person (password, or the province's word), then 动态口令 where there is one.

Between the two nobody is logged in: the session only remembers who has half come in, for a few minutes.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone

from accounts.browsers import family_of
from accounts.credentials import EndedWhy
from accounts.lockout import forgive
from accounts.models import PastPassword, User
from accounts.second_factor import is_set
from accounts.services import end_own_sessions
from audit.services import record_account_step
from ground.glossary import AccountStep

HALF, BY_FACTOR, OLD_PASSWORD = "half_in", "second_factor", "old_password"
HALF_LASTS = dt.timedelta(minutes=5)
BACKEND = "django.contrib.auth.backends.ModelBackend"
PASSWORD, IDENTITY = "password", "identity"  # what proved the person
CAME_BY = "came_by"


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
    request.session.agent = family_of(request.headers.get("User-Agent", ""))  # type: ignore[attr-defined]
    login(request, person, backend=BACKEND)
    request.session[CAME_BY] = by
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
    if settings.SINGLE_SESSION:
        end_own_sessions(
            person=person,
            keep=request.session.session_key,
            agent=request.session.agent,  # type: ignore[attr-defined]
            why=EndedWhy.ELSEWHERE,
        )
    if by == PASSWORD and _is_old(person):
        User.objects.filter(pk=person.pk).update(must_change_password=True)
        request.session[OLD_PASSWORD] = True


def _is_old(person: User) -> bool:
    """Whether the password was set longer ago than the city allows (GB/T 22239, level 3: 90 days)."""
    if not settings.PASSWORD_DAYS:
        return False
    set_at = PastPassword.objects.filter(person=person).values_list("set_at", flat=True).first()
    return (set_at or person.date_joined) <= timezone.now() - dt.timedelta(days=settings.PASSWORD_DAYS)
