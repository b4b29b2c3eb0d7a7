"""The door of 代查看: while it lasts every page is the firm's, every page is noted, and every step is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from accounts import acting
from accounts.models import User
from audit.naming import attachment_of, subjects_of
from ground.errors import NotAllowed
from ground.glossary import AccountStep
from zhongshan_crane.broken_rules import refusal

Answer = Callable[[HttpRequest], HttpResponse]
READS = frozenset({"GET", "HEAD", "OPTIONS"})
END, LOGOUT = "accounts:acting_end", "accounts:logout"
# Belongs to a person and not to the firm, or to another side of the house.
PERSONAL = frozenset(
    {
        "inbox:messages",
        "inbox:messages_settings",
        "accounts:password_change",
        "accounts:link",
        "accounts:security",
        "accounts:enrol",
        "accounts:recovery_codes",
        "accounts:prove",
    }
)
NOT_THE_FIRM_S = "这一页属于个人，代查看时不显示。"
NO_CONSOLE = "您正在代查看“{firm}”。请先点“结束代查看”，再使用审核管理后台。"
ENDED = "代查看已结束({why})。"


class ActingMiddleware:
    """Stands in for the firm's people; below session and messages, above the views."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as always where nobody looks as a firm."""
        held = acting.under_way(request.session) if acting.KEY in request.session else None
        user = request.user
        if held is None or not isinstance(user, User):
            return self.get_response(request)
        name = _name_of(request)
        if why := _why_over(held, user, name):
            acting.end(session=request.session, user=user, why=why)
            if name not in {END, LOGOUT}:
                messages.warning(request, ENDED.format(why=why))
            return self.get_response(request)
        request.acting = held  # type: ignore[attr-defined]
        return self._as_the_firm(request, user, held, name)

    def _as_the_firm(self, request: HttpRequest, user: User, held: acting.Acting, name: str) -> HttpResponse:
        request.user = acting.stand_in(user, held.firm)
        if refused := _refused(request, held, name):
            acting.note(AccountStep.ACTING_REFUSED, user, held.firm.pk, **_page(request, name))
            return refusal(request, refused)
        answer = self.get_response(request)
        saved = answer.get("Content-Disposition", "").startswith("attachment")
        step = AccountStep.ACTING_DOWNLOADED if saved else AccountStep.ACTING_LOOKED
        said = {"status": answer.status_code, **_page(request, name), **attachment_of(answer)}
        acting.note(step, user, held.firm.pk, abouts=subjects_of(answer), **said)
        return answer


def _why_over(held: acting.Acting, user: User, name: str) -> str:
    if name in {END, LOGOUT}:
        return acting.BY_HAND if name == END else acting.BY_LOGOUT
    return acting.why_over(held, user)


def _refused(request: HttpRequest, held: acting.Acting, name: str) -> NotAllowed | None:
    if request.method not in READS:
        return NotAllowed("read_only", acting.READ_ONLY)
    if name.startswith(("console:", "admin:")) or request.path.startswith("/console/"):
        return NotAllowed("ends_first", NO_CONSOLE.format(firm=held.firm.name))
    return NotAllowed("personal", NOT_THE_FIRM_S) if name in PERSONAL else None


def _page(request: HttpRequest, name: str) -> dict[str, Any]:
    """Which page, without what was typed."""
    return {"page": request.path[:200], "route": name, "method": str(request.method)}


def _name_of(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
