"""Doors: which pages a role may open at all. What is inside is kept apart by `visible_to`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from accounts.policies import Action, require

View = Callable[..., HttpResponse]
# What a page is ever asked by; a page that takes less says so itself.
TAKEN = ("GET", "HEAD", "POST")


def door(action: Action) -> Callable[[View], View]:
    """Let in who is logged in and may do `action`; NotAllowed names the roles that may."""

    def guard(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in TAKEN:
                return HttpResponseNotAllowed(TAKEN)
            require(request.user, action)  # type: ignore[arg-type]
            return view(request, *args, **kwargs)

        return guarded

    return guard


portal_door = door(Action.USE_PORTAL)
