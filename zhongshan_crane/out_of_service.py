"""503 with a page for people, without a look into the database: closed, database away, disk full."""

from __future__ import annotations

import datetime as dt
import errno
import ipaddress
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.http import escape_leading_slashes

from api.problems import PREFIX, plain_problem
from zhongshan_crane import maintenance
from zhongshan_crane.broken_rules import problem, wants_json
from zhongshan_crane.request_id import peer_address

Answer = Callable[[HttpRequest], HttpResponse]
RETRY_SECONDS = 600  # while nobody knows the end
SOON_SECONDS = 30
FULL = {errno.ENOSPC, errno.EDQUOT}

CLOSED = "系统正在维护，暂停办理"
AWAY = "系统暂时无法办理"
NO_ROOM = "系统存储空间不足"
NOTHING_LOST = "已保存的资料不受影响。"
NOT_DONE = "已保存的资料不受影响。刚才的操作没有完成，请稍后回到原页面再次提交。"


class OutOfServiceMiddleware:
    """Above the sessions: what it answers needs no database. Static files are served before it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer while closed; turn a 500 that the surroundings caused into a 503 that says so."""
        if (closure := maintenance.closure()) and not _admitted(request):
            return _closed(request, closure)
        response = self.get_response(request)
        if response.status_code == 500 and (title := getattr(request, "_out_of_service", "")):
            return _answer(
                request, title=title, lines=[_next_step(title), NOTHING_LOST], seconds=SOON_SECONDS
            )
        return response


@receiver(got_request_exception)
def _note_cause(request: HttpRequest | None = None, **_: Any) -> None:
    """Remember on the request what its failure was due to; Django has turned the error into a 500 by then."""
    error = sys.exc_info()[1]
    if request is None:
        return
    if isinstance(error, OperationalError | InterfaceError):
        request._out_of_service = AWAY  # type: ignore[attr-defined]
    elif isinstance(error, OSError) and error.errno in FULL:
        request._out_of_service = NO_ROOM  # type: ignore[attr-defined]


def _admitted(request: HttpRequest) -> bool:
    """Whether the person comes from a network that may work meanwhile."""
    if not settings.MAINTENANCE_ADMIT:
        return False
    try:
        address = ipaddress.ip_address(peer_address(request))
    except ValueError:
        return False
    return any(address in network for network in settings.MAINTENANCE_ADMIT)


def _closed(request: HttpRequest, closure: maintenance.Closure) -> HttpResponse:
    now, until = timezone.now(), closure.until
    seconds = RETRY_SECONDS
    expected = "恢复时间尚未确定，请稍后再试。"
    if until and until > now:
        seconds = max(int((until - now).total_seconds()), SOON_SECONDS)
        expected = f"预计 {_in_words(until)} 恢复。"
    lines = [closure.message, expected]
    return _answer(request, title=CLOSED, lines=[line for line in lines if line], seconds=seconds)


def _in_words(moment: dt.datetime) -> str:
    return formatted(timezone.localtime(moment), "Y年n月j日 H:i")


def _next_step(title: str) -> str:
    if title == NO_ROOM:
        return "文件没有保存。请稍后再试；仍然出现时，请告知系统管理员清理存储空间。"
    return "系统正在恢复，通常只需几分钟。仍然出现时，请联系系统管理员，并说明发生的时间。"


def _answer(request: HttpRequest, *, title: str, lines: list[str], seconds: int) -> HttpResponse:
    """Return the page, or the problem for a program, that nobody may keep."""
    reads = request.method in {"GET", "HEAD"}
    lines = [*lines, NOTHING_LOST if reads else NOT_DONE]
    if request.path_info.startswith(PREFIX):
        response = plain_problem(503, "out_of_service", f"{title}。{''.join(lines)}")
    elif wants_json(request):
        response = problem(status=503, code="out_of_service", detail=f"{title}。{''.join(lines)}")
    else:
        again = escape_leading_slashes(request.get_full_path()) if reads else ""
        page = render_to_string(
            "errors/out_of_service.html", {"title": title, "lines": lines, "again": again}
        )
        response = HttpResponse(page, status=503)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
    return response
