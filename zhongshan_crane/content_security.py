"""Sends what every answer carries: the content security policy of SECURE_CSP, as Django 6 will do itself, and more."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

HEADER = "Content-Security-Policy"

Answer = Callable[[HttpRequest], HttpResponse]


def policy_text(policy: dict[str, list[str]]) -> str:
    """Return the header's value for a policy in the shape of SECURE_CSP."""
    return "; ".join(" ".join([directive, *sources]) for directive, sources in policy.items())


def policy_for(response: HttpResponseBase) -> dict[str, list[str]]:
    """Return the policy of one answer: what may be framed by X-Frame-Options may be by the policy too."""
    if response.headers.get("X-Frame-Options") == "SAMEORIGIN":
        return {**settings.SECURE_CSP, "frame-ancestors": ["'self'"]}
    return settings.SECURE_CSP


class ContentSecurityMiddleware:
    """Adds the policy and MORE_HEADERS to every answer, the policy to all but Django's own error page for programmers."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the policy; one that a view has set itself stays."""
        response = self.get_response(request)
        for name, value in settings.MORE_HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # A shared computer: after the logout the browser's back button shows nothing. Files say more themselves.
            response.headers.setdefault("Cache-Control", "private, no-store")
        if not (settings.DEBUG and response.status_code == 500):
            response.headers.setdefault(HEADER, policy_text(policy_for(response)))
        return response
