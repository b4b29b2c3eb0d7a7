"""我的个人信息: what is held of oneself, correcting and downloading it, asking for its end."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import DeletionRequest, User
from accounts.privacy.consenting import withdraw_consent
from accounts.privacy.forms import DeletionForm, OwnDataForm
from accounts.privacy.holding import as_json, holdings_of
from accounts.privacy.oneself import COLUMNS, ask_for_deletion, correct_own_data, record
from accounts.views.logout import clear_copies
from ground.glossary import AccountStep
from ground.workbooks import sheets_workbook, workbook_answer

NAME = "我的个人信息"
WITHDRAWN = "已撤回同意，账号已停用。需要重新使用的，请联系本企业企业管理员或系统管理员启用账号。"
UNTICKED = "未撤回：请先勾选“我已了解撤回后账号停用”。"


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The page; its form keeps name, number and mailbox."""
    person = get_object_or_404(User.objects.select_related("enterprise"), pk=request.user.pk)
    if request.method != "POST":
        form = OwnDataForm(initial={name: getattr(person, name) for name in COLUMNS})
        return _render(request, person, form)
    form = OwnDataForm(request.POST)
    if not form.is_valid():
        return _render(request, person, form, status=422)
    changed = correct_own_data(person=person, given=form.own_data())
    messages.success(request, "已更正您的个人信息。" if changed else "没有改动。")
    return redirect("accounts:me")


@login_required
@require_POST
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Everything as JSON or as a workbook, on the record."""
    holdings = holdings_of(request.user)
    record(AccountStep.PERSONAL_EXPORTED, request.user)
    if form == "xlsx":
        sheets = ((held.title, held.heads, held.rows) for held in holdings)
        return workbook_answer(sheets_workbook(sheets), NAME)
    text = json.dumps(as_json(holdings), ensure_ascii=False, indent=2)
    name = f"personal-data-{timezone.localdate():%Y%m%d}.json"
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


@login_required
@require_POST
def withdraw(request: HttpRequest) -> HttpResponseBase:
    """撤回同意: the account is closed, its owner is out."""
    if not request.POST.get("understood"):
        messages.error(request, UNTICKED)
        return redirect("accounts:me")
    withdraw_consent(person=request.user)
    logout(request)
    messages.success(request, WITHDRAWN)
    return clear_copies(request, redirect("accounts:login"))


@login_required
@require_POST
def deletion(request: HttpRequest) -> HttpResponse:
    """申请删除."""
    form = DeletionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "未提交：说明最多 200 字。")
        return redirect("accounts:me")
    ask_for_deletion(person=request.user, note=form.cleaned_data["note"])
    messages.success(request, "已提交删除申请，安全管理员答复后显示在本页。")
    return redirect("accounts:me")


def _render(request: HttpRequest, person: User, form: OwnDataForm, *, status: int = 200) -> HttpResponse:
    context = {
        "person": person,
        "form": form,
        "holdings": holdings_of(person),
        "requests": DeletionRequest.objects.filter(person=person).order_by("-pk")[:5],
        "deletion_form": DeletionForm(),
        "layout": "layouts/portal.html" if person.is_enterprise else "layouts/public.html",
    }
    return render(request, "privacy/me.html", context, status=status)
