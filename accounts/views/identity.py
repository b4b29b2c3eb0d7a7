"""Coming in by the word of 广东省统一身份认证: there, back, and the first time the account that is one's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import second_factor
from accounts.entering import IDENTITY, come_in
from accounts.forms import LoginForm
from accounts.identity import linking
from accounts.identity.provider import Attempt, Identity, IdentityProvider, IdentityRefused
from accounts.models import Enterprise, User
from ground.errors import RuleBroken, StepRefused

ATTEMPT, FOUND = "identity_attempt", "identity_found"
LASTS = dt.timedelta(minutes=10)
MIXED_UP = "这次登录已过期，或不是在此浏览器中开始的，没有登录。请回到登录页重新开始。"
LINKED = "已与账号 {username} 绑定，以后可直接用{name}登录。"
OFF = "本系统没有开通统一身份认证登录，请用账号和密码登录。"
DECLINED = "您在{name}中取消了登录，或该平台没有同意。可以重试，也可用账号和密码登录。"


@never_cache
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """To the other system; a link and no form, because forms of this site lead to this site alone."""
    known, attempt = _provider(), Attempt.fresh()
    try:
        address = known.authorize_url(attempt, back=_back())
    except RuleBroken as refusal:
        return _refused(request, refusal)
    request.session[ATTEMPT] = {
        "attempt": asdict(attempt),
        "until": (timezone.now() + LASTS).isoformat(),
        "next": _safe(request, request.GET.get("next", "")),
    }
    return HttpResponseRedirect(address)


@never_cache
@require_GET
def arrive(request: HttpRequest) -> HttpResponse:
    """Back with a code: in, or on to confirming the account; each attempt counts once."""
    known, held = _provider(), request.session.pop(ATTEMPT, None)
    try:
        attempt = _attempt_of(request, held)
        identity = known.identity_of(request.GET.get("code", ""), attempt, back=_back())
        person = linking.account_of(identity)
        if person is None:
            linking.firm_of(identity)
    except RuleBroken as refusal:
        return _refused(request, refusal)
    if person is not None:
        return _in(request, person, held["next"])
    request.session[FOUND] = {
        "identity": asdict(identity),
        "until": (timezone.now() + LASTS).isoformat(),
        "next": held["next"],
    }
    return redirect("accounts:identity_link")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The first time: which account of the firm is one's own, confirmed by its password."""
    _provider()
    held = request.session.get(FOUND)
    if not held or dt.datetime.fromisoformat(held["until"]) <= timezone.now():
        return _refused(request, IdentityRefused("mixed_up", MIXED_UP))
    identity = Identity(**held["identity"])
    try:
        firm = linking.firm_of(identity)
    except RuleBroken as refusal:
        return _refused(request, refusal)
    if request.user.is_authenticated:
        return _confirm_own(request, identity, firm, held["next"])
    form = LoginForm(request, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _confirm_page(request, form, firm, status=422 if form.is_bound else 200)
    if second_factor.is_set(
        form.get_user()
    ):  # nothing is linked before 动态口令: the page asks again after it
        return _in(request, form.get_user(), reverse("accounts:identity_link"))
    return _linked(request, identity, form, firm, held["next"])


def _linked(
    request: HttpRequest, identity: Identity, form: LoginForm, firm: Enterprise, leads_to: str
) -> HttpResponse:
    try:
        linking.link(identity=identity, person=form.get_user())
    except RuleBroken as refusal:
        form.add_error(None, refusal.message)
        return _confirm_page(request, form, firm, status=refusal.status)
    del request.session[FOUND]
    messages.success(request, LINKED.format(username=form.get_user().username, name=settings.OIDC_NAME))
    return _in(request, form.get_user(), leads_to)


def _confirm_own(request: HttpRequest, identity: Identity, firm: Enterprise, leads_to: str) -> HttpResponse:
    """Whoever is in already confirms by a button."""
    if request.method != "POST":
        return _confirm_page(request, None, firm, status=200)
    try:
        linking.link(identity=identity, person=request.user)
    except RuleBroken as refusal:
        return _refused(request, refusal)
    del request.session[FOUND]
    messages.success(request, LINKED.format(username=request.user.username, name=settings.OIDC_NAME))
    return redirect(leads_to or "accounts:security")


@login_required
@require_POST
def unlink(request: HttpRequest) -> HttpResponse:
    """解除绑定."""
    linking.unlink(person=request.user)
    messages.success(request, "已解除绑定，以后用账号和密码登录。")
    return redirect("accounts:security")


@never_cache
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """After 退出登录 here: the way to leave the other system as well."""
    known = _provider()
    try:
        address = known.logout_url(back=f"{settings.PUBLIC_BASE_URL}/")
    except RuleBroken:
        address = ""
    return render(request, "registration/left.html", {"address": address, "name": settings.OIDC_NAME})


def _attempt_of(request: HttpRequest, held: dict[str, Any] | None) -> Attempt:
    given = request.GET.get("state", "")
    if not held or dt.datetime.fromisoformat(held["until"]) <= timezone.now():
        raise IdentityRefused("mixed_up", MIXED_UP)
    attempt = Attempt(**held["attempt"])
    if not compare_digest(given.encode(), attempt.state.encode()):
        raise IdentityRefused("mixed_up", MIXED_UP)
    if "error" in request.GET or not request.GET.get("code"):
        raise IdentityRefused("declined", DECLINED.format(name=settings.OIDC_NAME))
    return attempt


def _in(request: HttpRequest, person: User, leads_to: str) -> HttpResponse:
    if come_in(request, person, by=IDENTITY):
        return redirect(leads_to or "home")
    if not leads_to:
        return redirect("accounts:second")
    return redirect_to_login(leads_to, reverse("accounts:second"))


def _provider() -> IdentityProvider:
    if (known := linking.provider()) is None:
        raise StepRefused("identity_off", OFF)
    return known


def _back() -> str:
    return f"{settings.PUBLIC_BASE_URL}{reverse('accounts:identity_arrive')}"


def _safe(request: HttpRequest, given: str) -> str:
    here = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if here else ""


def _refused(request: HttpRequest, refusal: RuleBroken) -> HttpResponse:
    context = {"message": refusal.message, "code": refusal.code, "name": settings.OIDC_NAME}
    return render(request, "registration/identity_refused.html", context, status=refusal.status)


def _confirm_page(
    request: HttpRequest, form: LoginForm | None, firm: Enterprise, *, status: int
) -> HttpResponse:
    context = {"form": form, "firm": firm, "name": settings.OIDC_NAME}
    return render(request, "registration/identity_link.html", context, status=status)
