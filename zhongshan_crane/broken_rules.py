"""The one place where a refusal becomes an answer: a page, a fragment for htmx, or problem JSON."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.defaults import page_not_found

from ground.errors import RuleBroken

Answer = Callable[[HttpRequest], HttpResponse]


class BrokenRulesMiddleware:
    """Innermost, so that messages, user and session are there for the page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; with debug on, an unknown address shows the house's page as in production."""
        response = self.get_response(request)
        unknown_address = settings.DEBUG and response.status_code == 404 and request.resolver_match is None
        return page_not_found(request, Http404()) if unknown_address else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer refusals, and 404 also with debug on; leave everything else to Django."""
        if isinstance(error, RuleBroken):
            return refusal(request, error)
        if isinstance(error, Http404):
            return _not_found(request, error)
        if isinstance(error, PermissionDenied) and wants_json(request):
            return problem(status=403, code="not_allowed", detail="您没有此项权限，请联系系统管理员。")
        return None


def refusal(request: HttpRequest, error: RuleBroken) -> HttpResponse:
    """Return the refusal in the caller's form, with the error's own status."""
    if wants_json(request):
        return problem(status=error.status, code=error.code, detail=error.message, path=error.path)
    template = "errors/_refused.html" if getattr(request, "htmx", False) else "errors/refused.html"
    context = {
        "message": error.message,
        "code": error.code,
        "path": error.path,
        "back_url": way_back(request),
    }
    return render(request, template, context, status=error.status)


def way_back(request: HttpRequest) -> str:
    """Return the page of this site that the person came from, else the home page."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return came_from
    return "/"


def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    if wants_json(request):
        return problem(status=404, code="not_found", detail="没有找到该记录，或您无权查看。")
    return page_not_found(request, error)


def wants_json(request: HttpRequest) -> bool:
    """Say whether a program asks: it names JSON and no page."""
    accept = request.headers.get("Accept", "")
    return "json" in accept and "text/html" not in accept


def problem(*, status: int, code: str, detail: str, path: str = "") -> JsonResponse:
    """Return an RFC 9457 problem; `path` is the field it belongs to."""
    body = {"type": "about:blank", "status": status, "code": code, "detail": detail}
    if path:
        body["path"] = path
    return JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
