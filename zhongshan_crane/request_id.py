"""Gives each request an id that its log lines, tasks and calls to the province carry, and logs it once."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ground.request_context import on_behalf_of, request_context
from ground.stack_room import with_room
from zhongshan_crane.monitoring.counters import note_request

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_log = structlog.get_logger("request")

Answer = Callable[[HttpRequest], HttpResponse]


def new_request_id() -> str:
    """Return a fresh id that cannot be guessed."""
    return uuid.uuid4().hex


def incoming_request_id(request: HttpRequest) -> str:
    """Return the id that the caller sent where it is harmless in a log line, else a fresh one."""
    sent = request.headers.get(HEADER, "")
    return sent if _WELL_FORMED.fullmatch(sent) else new_request_id()


def peer_address(request: HttpRequest) -> str:
    """Return the address of the person, counted over as many proxies as TRUSTED_PROXIES names."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    if trusted and len(hops) >= trusted:
        return hops[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


class RequestIdMiddleware:
    """Outermost: everything below, errors included, runs under the request's id."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    @with_room
    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer under an id, and return the id in the header."""
        request_id, started = incoming_request_id(request), time.monotonic()
        with request_context(request_id=request_id, address=peer_address(request)):
            response = self.get_response(request)
            _note(request, response, started)
        response.headers[HEADER] = request_id
        return response


class PersonMiddleware:
    """Behind authentication: lower layers may ask whose request it is (the quarantine's list names who)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the account is only looked up where somebody asks."""
        with on_behalf_of(lambda: request.user.pk):
            return self.get_response(request)


def _note(request: HttpRequest, response: HttpResponse, started: float) -> None:
    """Log and count it, without query string, person or address: those would be personal data."""
    seconds, method = time.monotonic() - started, request.method or ""
    route = request.resolver_match.view_name if request.resolver_match else ""
    _log.info("request", method=method, route=route, status=response.status_code, ms=round(seconds * 1000))
    note_request(route=route, method=method, status=response.status_code, seconds=seconds)
