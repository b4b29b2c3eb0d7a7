"""A form that was sent after the session had ended: kept in the new session until its owner is in again.

Only what passed the check of the form's token, was typed by a known account, and is small; never passwords or files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest

from accounts.models import User

KEY, CONTINUE = "kept_post", "accounts:continue"
MOST_BYTES = 200_000
_NEVER = re.compile(r"password|secret|\bcode\b|csrfmiddlewaretoken")


@dataclass(frozen=True)
class KeptPost:
    """Where it was going, and what it says."""

    path: str
    fields: list[tuple[str, str]]


def keep(request: HttpRequest, account_id: int) -> bool:
    """Keep the form for the account; whether there is one that may be kept."""
    if request.method != "POST" or request.headers.get("HX-Request") == "true" or request.FILES:
        return False
    fields = fields_of(request)
    if "json" in request.headers.get("Accept", "") and "html" not in request.headers.get("Accept", ""):
        return False
    whole = not any(_NEVER.search(name) for name in request.POST if name != "csrfmiddlewaretoken")
    if not (fields and whole) or sum(len(name) + len(value) for name, value in fields) > MOST_BYTES:
        return False
    request.session[KEY] = {"account": account_id, "path": request.get_full_path(), "fields": fields}
    return True


def take(request: HttpRequest, user: User) -> KeptPost | None:
    """What was kept for this person, and only once; another person's is thrown away."""
    held = request.session.pop(KEY, None)
    if not held or held["account"] != user.pk:
        return None
    return KeptPost(held["path"], [(name, value) for name, value in held["fields"]])


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form says, token apart, in its order."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
