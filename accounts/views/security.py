"""安全设置: each person's own password, 动态口令 and sessions."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import second_factor, totp
from accounts.credentials import EndedWhy, LoginSession, SecondFactor
from accounts.entering import BY_FACTOR
from accounts.factor_forms import EnrolForm
from accounts.idle import idle_minutes
from accounts.models import ExternalIdentity, PastPassword
from accounts.sessions import end_sessions, handle_of, live
from audit.models import AccountEvent
from audit.notes import opened
from ground.errors import RuleBroken
from ground.keys import UnreadableError, decrypt, encrypt
from ground.qr import qr_picture

EVENTS, SESSIONS = 10, 30
NEW, CODES, PURPOSE = "new_authenticator", "new_codes", "enrolment"


@login_required
@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Everything that lets the person in, and what happened to the account lately."""
    person = request.user
    factor = SecondFactor.objects.filter(pk=person.pk).first()
    context = {
        "factor": factor,
        "codes_left": second_factor.codes_left(person) if factor else 0,
        "required": second_factor.is_required(person),
        "password_set": PastPassword.objects.filter(person=person).values_list("set_at", flat=True).first(),
        "linked": ExternalIdentity.objects.filter(person=person).first() if settings.OIDC_ISSUER else None,
        "sessions": _sessions(request),
        "idle": idle_minutes(person),
        "hours": settings.SESSION_HOURS,
        "events": opened(AccountEvent.objects.of_account(person.pk)[:EVENTS]),
    }
    return render(request, "accounts/security.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """启用动态口令, or 更换手机: the QR code, and the first code that proves it was read."""
    secret = _secret_of(request)
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _enrol_page(request, form, secret, status=422 if form.is_bound else 200)
    try:
        codes = second_factor.enrol(person=request.user, secret=secret, code=form.cleaned_data["code"])
    except RuleBroken as refusal:
        form.add_error("code", refusal.message)
        return _enrol_page(request, form, secret, status=refusal.status)
    del request.session[NEW]
    request.session[BY_FACTOR] = second_factor.TOTP
    end_sessions(request.user.pk, why=EndedWhy.FACTOR, keep=request.session.session_key)
    messages.success(request, "动态口令已启用，其他地方的登录已结束。请保存下面的恢复码。")
    return _show_codes(request, codes)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """恢复码: POST makes new ones, the page that follows shows them, once."""
    if request.method == "POST":
        return _show_codes(request, second_factor.renew_codes(person=request.user))
    kept = request.session.pop(CODES, "")
    shown = decrypt(kept, purpose=PURPOSE).split() if kept else []
    return render(request, "accounts/recovery_codes.html", {"codes": shown})


@login_required
@require_POST
def switch_off(request: HttpRequest) -> HttpResponse:
    """关闭动态口令."""
    second_factor.switch_off(person=request.user)
    request.session.pop(BY_FACTOR, None)
    messages.success(request, "动态口令已关闭，以后只用密码登录。")
    return redirect("accounts:security")


def _sessions(request: HttpRequest) -> list[tuple[LoginSession, str, bool]]:
    """The own live sessions, each with its handle and whether it is this one, latest first."""
    here = request.session.session_key
    rows = live([request.user.pk]).order_by("-last_seen_at")[:SESSIONS]
    return [(row, handle_of(row.pk), row.pk == here) for row in rows]


def _secret_of(request: HttpRequest) -> str:
    """The secret that the page shows until its first code is typed; encrypted, because sessions are rows."""
    try:
        return decrypt(request.session.get(NEW, ""), purpose=PURPOSE)
    except UnreadableError:
        secret = totp.new_secret()
        request.session[NEW] = encrypt(secret, purpose=PURPOSE)
        return secret


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    request.session[CODES] = encrypt(" ".join(codes), purpose=PURPOSE)
    return redirect("accounts:recovery_codes")


def _enrol_page(request: HttpRequest, form: EnrolForm, secret: str, *, status: int) -> HttpResponse:
    address = totp.setup_address(secret, username=request.user.username)
    context = {
        "form": form,
        "qr": qr_picture(address),
        "key": totp.in_groups(secret),
        "issuer": totp.ISSUER,
        "replacing": second_factor.is_set(request.user),
        "required": second_factor.is_required(request.user),
    }
    return render(request, "accounts/enrol.html", context, status=status)
