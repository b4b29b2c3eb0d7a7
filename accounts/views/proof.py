"""The door of 再次验证: before the views of dangerous steps, and a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.kept_posts import fields_of
from accounts.lockout import LoginLocked
from accounts.models import User
from accounts.proof import DANGEROUS, asks_for_code, note_proof, owes_proof, prove
from ground.asking import own_page

FIELD = "proof_again"
WRONG_PASSWORD = "密码不正确，请核对大小写后重试。"  # noqa: S105 (a sentence)
WRONG_CODE = "动态口令不正确，或已经用过。请等手机上出现新的 6 位数字再输入。"
NEEDED = "此操作需要再次验证身份，请在页面上办理。"


class ProofAgain:
    """Asks for the proof where a dangerous step owes one; below user and CSRF, above the views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Stop at the door, once the address is known."""
        match = request.resolver_match
        if match is not None and match.namespace == "api":  # asks behind its own check of the page's token
            return None
        ask = DANGEROUS.get(match.view_name) if match else None
        if ask is None or not isinstance(request.user, User) or getattr(request, "acting", None):
            return None
        if request.method == "POST" and FIELD in request.POST:
            return _checked(request)
        if not owes_proof(request, ask):
            return None
        return _asked(request)


@login_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """再次验证 on opening a form; afterwards the form."""
    if request.method == "POST" and FIELD in request.POST:
        if (refused := _checked(request)) is not None:
            return refused
        return redirect(_safe_next(request))
    return _page(request)


def _checked(request: HttpRequest) -> HttpResponse | None:
    """None where the proof was right, and the step goes on; else the page again."""
    try:
        right = prove(person=request.user, typed=request.POST[FIELD])
    except LoginLocked as refusal:
        return _page(request, problem=refusal.message, status=refusal.status)
    if not right:
        wrong = WRONG_CODE if asks_for_code(request.user) else WRONG_PASSWORD
        return _page(request, problem=wrong, status=422)
    note_proof(request.session)
    return None


def _asked(request: HttpRequest) -> HttpResponse:
    accept = request.headers.get("Accept", "")
    if "json" in accept and "html" not in accept:
        body = {"type": "about:blank", "status": 403, "code": "proof_needed", "detail": NEEDED}
        return JsonResponse(body, status=403, content_type="application/problem+json")
    if request.method == "POST":
        return _page(request, status=403)
    return redirect(f"{reverse('accounts:prove')}?{urlencode({'next': request.get_full_path()}, safe='/')}")


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    carried = [(name, value) for name, value in fields_of(request) if name != FIELD]
    context: dict[str, Any] = {
        "field": FIELD,
        "fields": carried,
        "files": bool(request.FILES),
        "by_code": asks_for_code(request.user),
        "problem": problem,
    }
    return render(request, "registration/prove.html", context, status=status)


def _safe_next(request: HttpRequest) -> str:
    return own_page(request, request.GET.get("next", "")) or "/"
