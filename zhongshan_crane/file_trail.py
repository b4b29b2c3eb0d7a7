"""Every file that leaves through a page is an entry of the record: who took or saw which, from where.

It looks at answers, not at views: a new download is recorded without anybody thinking of it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.models import User
from audit.account_events import Subject
from audit.services import record_account_step
from ground.glossary import AboutKind, AccountStep

Answer = Callable[[HttpRequest], HttpResponse]
_TEXT = ("text/", "application/json", "application/problem+json", "application/javascript")
_FILE = "documents:file"
OWN = frozenset({"documents:staged"})  # what somebody sees of their own upload
# Routes whose number is a machine's, a renewal's …: what the file is about.
_ABOUT = {_FILE: AboutKind.FILE}


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
    number = (request.resolver_match.kwargs if request.resolver_match else {}).get("pk")
    kind = _ABOUT.get(route)
    # A file's own name may name a person; its number leads to it.
    page = request.path.rpartition("/")[0] + "/" if route == _FILE else request.path
    record_account_step(
        step=AccountStep.FILE_DOWNLOADED if _to_save(answer) else AccountStep.FILE_SEEN,
        actor=person.actor,
        account_id=person.pk,
        enterprise_id=person.enterprise_id,
        about=Subject(kind, number) if kind and isinstance(number, int) else None,
        detail={"page": page[:200], "route": route, "media": answer.get("Content-Type", "")[:80]},
    )


def _to_save(answer: HttpResponse) -> bool:
    return answer.get("Content-Disposition", "").startswith("attachment")
