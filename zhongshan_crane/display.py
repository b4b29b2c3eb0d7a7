"""长者模式: large type and high contrast on every page, remembered by the browser and by the account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST

from accounts.services import keep_large_type
from ground.asking import own_page

A_YEAR = 365 * 24 * 3600  # seconds


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Switch, and lead back to the page that the person came from."""
    large = request.POST.get("large") == "1"
    if request.user.is_authenticated:
        keep_large_type(user=request.user, large=large)
    answer = redirect(own_page(request, request.POST.get("next", "")) or "home")
    answer.set_cookie(
        settings.LARGE_TYPE_COOKIE_NAME,
        "1" if large else "0",
        max_age=A_YEAR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return answer


def large_type(request: HttpRequest) -> dict[str, Any]:
    """`large_type`, a context variable that asks nothing until a page reads it."""
    return {"large_type": SimpleLazyObject(lambda: _wanted(request))}


def _wanted(request: HttpRequest) -> bool:
    """What this browser was switched to last; a browser that was not follows the account."""
    remembered = request.COOKIES.get(settings.LARGE_TYPE_COOKIE_NAME)
    if remembered in {"0", "1"}:
        return remembered == "1"
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated and user.large_type)
