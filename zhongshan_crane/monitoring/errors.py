"""Errors to Sentry where SENTRY_DSN names one: type, place and request id, and nothing that anybody typed.

What leaves is put together from a list of what may, so that a field that a later release of the package adds stays here.
"""

from __future__ import annotations

import importlib.util
from typing import Any

from django.conf import settings

from ground.request_context import current_request_id

_WHOLE = ("event_id", "timestamp", "level", "platform", "release", "environment", "sdk", "server_name")
_FRAME = (
    "filename",
    "abs_path",
    "function",
    "module",
    "lineno",
    "in_app",
    "pre_context",
    "context_line",
    "post_context",
)
_NAMED_BY_US = frozenset({"route", "task", "view", "component"})


def is_installed() -> bool:
    """Whether the package is there."""
    return importlib.util.find_spec("sentry_sdk") is not None


def begin() -> None:
    """Report unforeseen errors of views and tasks from here on; nothing without the setting or the package."""
    if not (settings.SENTRY_DSN and is_installed()):
        return
    import sentry_sdk
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.celery import CeleryIntegration
    from sentry_sdk.integrations.django import DjangoIntegration

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        environment=settings.SENTRY_ENVIRONMENT,
        before_send=lambda event, hint: scrubbed(event),
        default_integrations=False,  # those of log lines, HTTP and queries would bring what people typed
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(), CeleryIntegration(), AtexitIntegration(lambda *_: None)],
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        shutdown_timeout=2,
    )


def scrubbed(event: dict[str, Any]) -> dict[str, Any]:
    """The event with what may leave: no message of an exception (a database names the value in it), no variables,
    no body, cookie, header, address or person; the address by the name of its route alone."""
    kept = {name: event[name] for name in _WHOLE if name in event}
    if (event.get("transaction_info") or {}).get("source") in _NAMED_BY_US:
        kept["transaction"] = event.get("transaction")
    thrown = (event.get("exception") or {}).get("values") or []
    kept["exception"] = {"values": [_exception(one) for one in thrown]}
    kept["tags"] = {"request_id": current_request_id()}
    return kept


def _exception(one: dict[str, Any]) -> dict[str, Any]:
    frames = (one.get("stacktrace") or {}).get("frames") or []
    places = [{name: frame[name] for name in _FRAME if name in frame} for frame in frames]
    return {"type": one.get("type"), "module": one.get("module"), "stacktrace": {"frames": places}}
