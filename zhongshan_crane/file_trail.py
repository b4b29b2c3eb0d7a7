"""Every file that leaves through a page is an entry of the record: who took or saw which, from where.

It looks at answers, not at views: a new download is recorded without anybody thinking of it. What it is about a view
says by `audit.naming.about`; a file of many things has an entry for each of them.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.models import User
from audit.naming import attachment_of, subjects_of
from audit.services import record_account_steps
from ground.glossary import AccountStep

Answer = Callable[[HttpRequest], HttpResponse]
_TEXT = ("text/", "application/json", "application/problem+json", "application/javascript")
_FILE = frozenset({"documents:file", "vision:crop"})
OWN = frozenset({"documents:staged"})  # what somebody sees of their own upload


class FileTrailMiddleware:
    """Below the login and above 代查看, which leaves its own traces."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as always, and record what was handed out."""
        person = request.user
        answer = self.get_response(request)
        route = request.resolver_match.view_name if request.resolver_match else ""
        if (
            isinstance(person, User)
            and route not in OWN
            and not hasattr(request, "acting")
            and not hasattr(answer, "is_recorded")
            and _is_file(request, answer)
        ):
            _note(request, answer, person, route)
        return answer


def _is_file(request: HttpRequest, answer: HttpResponse) -> bool:
    """Whether bytes of a file are sent; the later pieces of a file in pieces are not told again."""
    if answer.status_code not in {200, 206} or request.method == "HEAD":
        return False
    if not request.headers.get("Range", "bytes=0-").startswith("bytes=0-"):
        return False
    return _to_save(answer) or not answer.get("Content-Type", "text/html").startswith(_TEXT)


def _note(request: HttpRequest, answer: HttpResponse, person: User, route: str) -> None:
    # A file's own name may name a person, and a crop's is long; the paper's number leads to it.
    page = request.path.rstrip("/").rpartition("/")[0] + "/" if route in _FILE else request.path
    media = answer.get("Content-Type", "")[:80]
    record_account_steps(
        step=AccountStep.FILE_DOWNLOADED if _to_save(answer) else AccountStep.FILE_SEEN,
        actor=person.actor,
        account_id=person.pk,
        enterprise_id=person.enterprise_id,
        abouts=subjects_of(answer),
        detail={"page": page[:200], "route": route, "media": media, **attachment_of(answer)},
    )


def _to_save(answer: HttpResponse) -> bool:
    return answer.get("Content-Disposition", "").startswith("attachment")
