"""个人信息保护政策 for everybody, and its confirmation by whoever acts for a firm."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import PrivacyNotice
from accounts.privacy.consenting import give_consent
from accounts.privacy.notices import notice_in_force, paragraphs
from ground.errors import StepRefused

UNTICKED = "请先阅读全文，并勾选“我已阅读并同意”。不同意的，可以退出登录。"
VERSIONS = 20


@require_GET
def notice(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """The text in force, or a former version."""
    present = notice_in_force()
    shown = present if version is None else get_object_or_404(PrivacyNotice, version=version)
    context = {
        "notice": shown,
        "paragraphs": paragraphs(shown.text) if shown else [],
        "versions": PrivacyNotice.objects.all()[:VERSIONS],
        "is_former": shown != present,
    }
    return render(request, "privacy/notice.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """The text with its confirmation; whoever has confirmed goes on to the page that was asked for."""
    shown = notice_in_force()
    if shown is None:
        give_consent(person=request.user, version=0)
    if shown is None or not (request.user.is_enterprise and request.user.must_consent):
        return _onwards(request)
    error = _refusal(request) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        messages.success(request, f"已确认个人信息保护政策第 {shown.version} 版。")
        return _onwards(request)
    context = {"notice": shown, "paragraphs": paragraphs(shown.text), "error": error}
    return render(request, "privacy/consent.html", context, status=422 if error else 200)


def _refusal(request: HttpRequest) -> str:
    """Take the confirmation; why it was not taken, empty where it was."""
    version = request.POST.get("version", "")
    if not (request.POST.get("agreed") and version.isdecimal() and len(version) < 9):
        return UNTICKED
    try:
        give_consent(person=request.user, version=int(version))
    except StepRefused as refusal:
        return refusal.message
    return ""


def _onwards(request: HttpRequest) -> HttpResponse:
    wanted = request.session.pop("after_consent", "")
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return redirect(wanted if wanted and own else "home")
