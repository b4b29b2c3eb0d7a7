"""How long a session lasts: so long without a step, by role, and never longer than a working day.

What an open page does by itself (progress, 正在查看) is no step: such views are marked `in_background`. Whoever's
session has ended is led to the login and back to the same page; a form that was sent too late is kept meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.ended import why_ended
from accounts.kept_posts import CONTINUE, keep, lost_files
from accounts.models import User
from audit.services import record_account_step
from ground.glossary import AccountStep

SEEN_EVERY = dt.timedelta(minutes=1)  # how exactly the last step is noted
OVER = (
    "登录已超时：超过 {minutes:g} 分钟没有操作，或登录已满 {hours:g} 小时。请重新登录，登录后回到原来的页面。"
)
ENDED = "登录已失效，请重新登录后继续。"
LOST = "随表单提交的文件没有保存，请登录后重新添加：{names}。"
V = TypeVar("V", bound=Callable[..., Any])


def background(view: V) -> V:
    """Mark (as a decorator) what an open page asks by itself: it keeps no session alive."""
    view.in_background = True  # type: ignore[attr-defined]
    return view


def idle_minutes(user: User) -> float:
    """After how many minutes without a step the person's session ends."""
    return float(settings.PORTAL_IDLE_MINUTES if user.is_enterprise else settings.CONSOLE_IDLE_MINUTES)


def seconds_left(request: HttpRequest, *, from_now: bool = False) -> int:
    """How long the session of the person who asks still lasts without a further step, or with one `from_now` on."""
    row, now = request.session.row, timezone.now()  # type: ignore[attr-defined]
    end = _end_of(row, request.user, seen=now if from_now else row.last_seen_at)  # type: ignore[arg-type]
    return max(0, int((end - now).total_seconds()))


class SessionLimits:
    """Ends what lasts too long; below session, user and messages, above the views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End or go on; afterwards note that the person was here, and lead who is out to the login."""
        user = _known_user(request)
        if user is not None and _end_of(request.session.row, user) <= timezone.now():  # type: ignore[attr-defined]
            _end(request, user)
        elif user is None:
            _tell_why_ended(request)
        answer = self.get_response(request)
        if user is not None and not getattr(request, "in_background", False):
            _note_seen(request)
        return _to_the_login(request, answer)

    def process_view(self, request: HttpRequest, view: Any, *_given: object) -> HttpResponse | None:
        """Keep a form that came too late; after the check of its token, before any view."""
        request.in_background = getattr(view, "in_background", False)  # type: ignore[attr-defined]
        late = getattr(request, "ended_account", None)
        if late is not None and keep(request, late):
            request.kept_post = True  # type: ignore[attr-defined]
            return HttpResponseRedirect(_login_address(resolve_url(CONTINUE)))
        if late is not None and request.method == "POST" and (lost := lost_files(request)):
            messages.warning(request, LOST.format(names="、".join(lost)))
        return None


def _known_user(request: HttpRequest) -> User | None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = request.user
    return user if isinstance(user, User) and getattr(request.session, "row", None) is not None else None


def _end_of(row: Any, user: User, *, seen: dt.datetime | None = None) -> dt.datetime:
    idle = (seen or row.last_seen_at) + dt.timedelta(minutes=idle_minutes(user))
    return min(idle, row.started_at + dt.timedelta(hours=settings.SESSION_HOURS))


def _end(request: HttpRequest, user: User) -> None:
    record_account_step(
        step=AccountStep.SESSION_EXPIRED,
        actor=user.actor,
        account_id=user.pk,
        enterprise_id=user.enterprise_id,
    )
    request.session.flush()
    request.user = AnonymousUser()
    request.ended_account = user.pk  # type: ignore[attr-defined]
    said = OVER.format(minutes=idle_minutes(user), hours=settings.SESSION_HOURS)
    messages.warning(request, said)


def _tell_why_ended(request: HttpRequest) -> None:
    """Where the browser shows the key of a session that a step has ended, say so; its late form is kept, too."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not key or getattr(request.session, "row", None) is not None:
        return
    told = why_ended(key)
    if told is not None:
        said, request.ended_account = told  # type: ignore[attr-defined]
        messages.warning(request, said)


def _note_seen(request: HttpRequest) -> None:
    row, now = getattr(request.session, "row", None), timezone.now()
    if row is not None and row.account_id and row.last_seen_at < now - SEEN_EVERY:
        row.last_seen_at = now
        type(row).objects.filter(pk=row.pk, last_seen_at__lt=now).update(last_seen_at=now)


def _to_the_login(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The login in the way that the caller can follow: programs are told, fragments move the whole page."""
    if answer.status_code != 302 or not _leads_to_login(answer["Location"]) or _leads_to_login(request.path):
        return answer
    if "json" in request.headers.get("Accept", "") and "html" not in request.headers.get("Accept", ""):
        body = {"type": "about:blank", "status": 401, "code": "login_ended", "detail": ENDED}
        return JsonResponse(body, status=401, content_type="application/problem+json")
    htmx = request.headers.get("HX-Request") == "true"
    came_from = request.headers.get("HX-Current-URL" if htmx else "Referer", "")
    back = _own_path(request, came_from)
    if htmx:
        moved = HttpResponse(status=204)
        if not getattr(request, "in_background", False):
            moved["HX-Redirect"] = _login_address(back or "/")
        return moved
    asked = REDIRECT_FIELD_NAME in parse_qs(
        urlsplit(answer["Location"]).query
    )  # not where a step ends at the login
    if request.method == "POST" and back and asked and not getattr(request, "kept_post", False):
        answer["Location"] = _login_address(back)
    return answer


def _leads_to_login(address: str) -> bool:
    """Whether it is the login, the console's way to it included."""
    return urlsplit(address).path.endswith("/login/")


def _own_path(request: HttpRequest, address: str) -> str:
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _login_address(back: str) -> str:
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back}, safe='/')}"
