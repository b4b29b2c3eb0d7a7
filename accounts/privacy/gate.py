"""Whoever acts for a firm confirms the notice in force before anything else is done with the account."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.must_change import ENROL_FREE

FREE = ENROL_FREE | {"accounts:consent", "accounts:me", "accounts:me_withdraw", "privacy", "privacy_version"}


class MustConsent:
    """Leads to 个人信息保护政策, whatever page was asked for; what was asked for is remembered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Stop at the door, once the address is known."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        person = request.user
        if name in FREE or not (person.is_authenticated and person.is_enterprise and person.must_consent):
            return None
        if getattr(request, "htmx", False):
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("accounts:consent")})
        if request.method == "GET":
            request.session["after_consent"] = request.get_full_path()
        return redirect("accounts:consent")
