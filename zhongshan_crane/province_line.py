"""How the exchange with the province stands, as a context variable that costs nothing until a page reads it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from accounts.policies import Action, may
from ground.kept_counts import kept
from provincial_sync.condition import WELL, Condition, condition


def province(request: HttpRequest) -> dict[str, Any]:
    """`province_line`: the plain sentence for a firm; `province_state`: the banner of the office.

    Both are empty while all is well.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "province_line": SimpleLazyObject(lambda: _line(user)),
        "province_state": SimpleLazyObject(lambda: _state(user)),
    }


def _line(user: User) -> str:
    now = timezone.now()
    return _condition(now).for_firms(now) if user.is_enterprise else ""


def _state(user: User) -> Condition | str:
    """The condition where there is something to say to this person, else an empty text."""
    if not may(user, Action.VIEW_UPLOADS):
        return ""
    now = _condition(timezone.now())
    return "" if now.is_well else now


def _condition(now: dt.datetime) -> Condition:
    """The present condition; that all is well, as nearly always, is known for some seconds."""
    if kept("province-is-well", lambda: condition(now).is_well):
        return Condition(WELL)
    return condition(now)
