"""How often a key, a person or an address may ask within a minute; each answer says how much is left."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from ground.limiting import Count, counted, too_often
from ground.request_context import current_address

GUESSES = 20  # wrong keys of one address within a minute


class PerMinute(BaseThrottle):
    """API_PER_MINUTE of each key or person."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this request; whether it is within the limit."""
        self.count: Count = counted(what="api", whom=holder_of(request))
        request._request.api_count = self.count  # type: ignore[attr-defined]
        return self.count.asked <= settings.API_PER_MINUTE

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return float(self.count.seconds_left)


class FilesPerMinute(BaseThrottle):
    """API_FILES_PER_MINUTE of each key or person, besides: each file is read, looked through and drawn anew."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count a file that is sent; whether it is within the limit."""
        if request.method != "POST":
            return True
        self.count: Count = counted(what="api-files", whom=holder_of(request))
        return self.count.asked <= settings.API_FILES_PER_MINUTE

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return float(self.count.seconds_left)


def refuse_guessing() -> None:
    """Count a wrong key of this address; raises Throttled where it is one too many."""
    if too_often(what="api-guess", address=current_address(), most=GUESSES):
        raise exceptions.Throttled(wait=60)


def say_limit(request: Request, response: Response) -> None:
    """Put the limit into the answer's headers."""
    count: Count | None = getattr(request._request, "api_count", None)
    if count is not None:
        response["RateLimit-Limit"] = str(settings.API_PER_MINUTE)
        response["RateLimit-Remaining"] = str(max(0, settings.API_PER_MINUTE - count.asked))
        response["RateLimit-Reset"] = str(count.seconds_left)


def holder_of(request: Request) -> str:
    """Who asks, as a word: `key:7` or `person:12`."""
    key = request.auth
    return f"key:{key.pk}" if key is not None else f"person:{request.user.pk}"
