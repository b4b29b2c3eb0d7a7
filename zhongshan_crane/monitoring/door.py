"""/metrics as Prometheus text, for the token's holder or this machine itself alone."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from zhongshan_crane.monitoring import files
from zhongshan_crane.monitoring.business import Figures

FORBIDDEN = b"forbidden\n"


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of now, of business and processes; somebody else gets 403 and learns nothing."""
    if not _may_read(request.META):
        return HttpResponse(FORBIDDEN, status=403, content_type="text/plain")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures())
    files.register(registry)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def of_processes(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The WSGI door of a worker: what the processes of its machine count, to the same readers."""
    if environ.get("PATH_INFO") != "/metrics" or not _may_read(environ):
        start_response("403 Forbidden", [("Content-Type", "text/plain")])
        return [FORBIDDEN]
    registry = CollectorRegistry(auto_describe=False)
    files.register(registry)
    start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
    return [generate_latest(registry)]


def _may_read(environ: dict[str, Any]) -> bool:
    """By the token where one is set; else from this machine itself, no proxy in between."""
    if token := settings.METRICS_TOKEN:
        sent = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ").encode()
        return hmac.compare_digest(sent, token.encode())
    return "HTTP_X_FORWARDED_FOR" not in environ and _is_loopback(environ.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
