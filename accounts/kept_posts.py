"""A form that was sent after the session had ended: kept in the new session until its owner is in again.

Only what passed the check of the form's token, was typed by a known account, and is small; never passwords. Files that
were sent in pieces are kept, because the form carries their tokens (`documents.staging`), which count a day and for
their owner alone; those that came with the form itself are not, because nobody is in: they are named instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest

from accounts.models import User

KEY, CONTINUE = "kept_post", "accounts:continue"
MOST_BYTES = 200_000
FILES, FILE_NAME = 40, 80
_NEVER = re.compile(r"password|secret|\bcode\b|csrfmiddlewaretoken")


@dataclass(frozen=True)
class KeptPost:
    """Where it was going, what it says, and the names of the files that it brought and that have to be added again."""

    path: str
    fields: list[tuple[str, str]]
    files: list[str]


def keep(request: HttpRequest, account_id: int) -> bool:
    """Keep the form for the account; whether there is one that may be kept."""
    if request.method != "POST" or request.headers.get("HX-Request") == "true":
        return False
    fields = fields_of(request)
    if "json" in request.headers.get("Accept", "") and "html" not in request.headers.get("Accept", ""):
        return False
    whole = not any(_NEVER.search(name) for name in request.POST if name != "csrfmiddlewaretoken")
    if not (fields and whole) or sum(len(name) + len(value) for name, value in fields) > MOST_BYTES:
        return False
    request.session[KEY] = {
        "account": account_id,
        "path": request.get_full_path(),
        "fields": fields,
        "files": lost_files(request),
    }
    return True


def lost_files(request: HttpRequest) -> list[str]:
    """The names of the files that came with the form, as its sender knows them."""
    files = [file for _field, many in request.FILES.lists() for file in many]
    return [_short(file.name or "未命名的文件") for file in files[:FILES]]


def take(request: HttpRequest, user: User) -> KeptPost | None:
    """What was kept for this person, and only once; another person's is thrown away."""
    held = request.session.pop(KEY, None)
    if not held or held["account"] != user.pk:
        return None
    return KeptPost(held["path"], [(name, value) for name, value in held["fields"]], held.get("files", []))


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form says, token apart, in its order."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]


def _short(name: str) -> str:
    return name if len(name) <= FILE_NAME else f"{name[: FILE_NAME - 16]}…{name[-15:]}"
