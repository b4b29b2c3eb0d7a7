"""接口密钥: the pages of a firm's manager in the portal, and of who keeps accounts in the console.

A secret is in the answer to the step that makes its key, and nowhere else: no address, session or log holds it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import View, door
from accounts.policies import Action, require
from api.forms import KeyForm
from api.key_listing import key_list
from api.keys import make_key, revoke_key
from api.models import ApiKey
from audit.models import AccountEvent
from audit.notes import opened
from ground.console import add_view
from ground.errors import RuleBroken
from ground.glossary import AboutKind, AccountStep

CALLS = 50
PORTAL = {
    "all": "keys:list",
    "new": "keys:new",
    "one": "keys:one",
    "revoke": "keys:revoke",
}
CONSOLE = {
    "all": "console:api_keys",
    "new": "console:api_key_new",
    "one": "console:api_key",
    "revoke": "console:api_key_revoke",
}


def keys(request: HttpRequest) -> HttpResponse:
    """The list."""
    listing = key_list(request.user, request.GET)
    page = listing.page(related=("made_by",))
    return _page(request, "api/keys.html", {"listing": listing, "page": page, "rows": page.rows})


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """新建; the answer to the step shows the secret, once."""
    if request.method != "POST":
        return _page(request, "api/new_key.html", {"form": KeyForm(user=request.user)})
    form = KeyForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, "api/new_key.html", {"form": form}, status=422)
    try:
        key, secret = make_key(user=request.user, **form.cleaned_data)
    except RuleBroken as refusal:
        form.add_error(refusal.path if refusal.path in form.fields else None, refusal.message)
        return _page(request, "api/new_key.html", {"form": form}, status=refusal.status)
    return _page(request, "api/made_key.html", {"key": key, "secret": secret})


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One key and its latest calls."""
    key = get_object_or_404(ApiKey.objects.visible_to(request.user).select_related("made_by"), pk=pk)
    calls = AccountEvent.objects.filter(
        step=AccountStep.API_CALLED, subject_kind=AboutKind.API_KEY, subject_id=key.pk
    )
    latest = opened(calls.order_by("-at", "-id")[:CALLS])
    return _page(request, "api/key.html", {"key": key, "calls": latest, "most": CALLS})


def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """停用."""
    key = get_object_or_404(ApiKey.objects.visible_to(request.user), pk=pk)
    revoke_key(key_id=key.pk, user=request.user)
    messages.success(request, f"已停用接口密钥“{key.name}”，使用它的系统不能再调用接口。")
    return redirect(_urls(request)["one"], pk=pk)


def _page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    shown = {"urls": _urls(request), "section": _urls(request)["all"], **context}
    return render(request, template, shown, status=status)


def _urls(request: HttpRequest) -> dict[str, str]:
    return PORTAL if request.user.is_enterprise else CONSOLE  # type: ignore[union-attr]


def _offices(view: Callable[..., HttpResponse]) -> View:
    """The console's door of a page."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require(request.user, Action.KEEP_ACCOUNTS)  # type: ignore[arg-type]
        return view(request, **kwargs)

    return guarded


_READ, _FORM = require_http_methods(["GET", "HEAD"]), require_http_methods(["GET", "HEAD", "POST"])
_firms = door(Action.KEEP_OWN_PEOPLE)
firms_keys, firms_new = _firms(_READ(keys)), _firms(_FORM(new))
firms_one, firms_revoke = _firms(_READ(one)), _firms(require_POST(revoke))

add_view("keys/", _offices(_READ(keys)), "api_keys")
add_view("keys/new/", _offices(_FORM(new)), "api_key_new")
add_view("keys/<int:pk>/", _offices(_READ(one)), "api_key")
add_view("keys/<int:pk>/revoke/", _offices(require_POST(revoke)), "api_key_revoke")
