"""个人信息 in the console: the notice's next version, requests for deletion, and 查看完整信息."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.city_changes import changes_of
from accounts.models import DeletionRequest, PrivacyNotice
from accounts.policies import Action, may, require
from accounts.privacy.disclosing import MASKED, Reason, disclose, looks_within_an_hour
from accounts.privacy.forms import DisclosureForm, NoticeForm
from accounts.privacy.models import RequestState
from accounts.privacy.notices import SUBJECT, notice_in_force, publish_notice
from accounts.privacy.oneself import answer_deletion
from ground.console import add_counts, add_view
from ground.errors import RuleBroken
from ground.keyset import keyset_page


@require_http_methods(["GET", "POST"])
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """The text in force as the beginning of the next version."""
    require(request.user, Action.KEEP_CITY_DATA)
    present = notice_in_force()
    if request.method != "POST":
        text = present.text if present else ""
        form = NoticeForm(initial={"text": text, "seen": present.version if present else 0})
        return _notice_page(request, form, present)
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return _notice_page(request, form, present, status=422)
    try:
        made = publish_notice(user=request.user, **form.cleaned_data)
    except RuleBroken as refusal:
        form.add_error(refusal.path or None, refusal.message)
        return _notice_page(request, form, present, status=refusal.status)
    messages.success(
        request, f"已发布{made}。" + ("企业人员下次办理前须重新确认。" if made.asks_consent else "")
    )
    return redirect("console:privacy_notice")


@require_safe
def deletions(request: HttpRequest) -> HttpResponse:
    """申请删除, waiting ones first to answer, the answered ones below."""
    require(request.user, Action.KEEP_ACCOUNTS)
    found = DeletionRequest.objects.select_related("person__enterprise", "answered_by")
    state = request.GET.get("state", RequestState.WAITING.value)
    found = found.filter(state=state) if state in RequestState.values else found
    page = keyset_page(found, params=request.GET, by="asked_at")
    context = {"title": "个人信息申请", "page": page, "states": RequestState, "state": state}
    return TemplateResponse(request, "console/privacy/deletions.html", context)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """同意删除 or 不予删除."""
    require(request.user, Action.KEEP_ACCOUNTS)
    get_object_or_404(DeletionRequest, pk=pk)
    grant = request.POST.get("step") == "grant"
    answer_deletion(
        administrator=request.user, request_id=pk, grant=grant, answer=request.POST.get("answer", "")[:300]
    )
    messages.success(request, "已匿名化，账号不能再使用。" if grant else "已答复，申请人可以看到理由。")
    return redirect("console:deletions")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """查看完整信息: the reason is asked for, then the whole is shown, once; it stands in no address and no cache."""
    require(request.user, Action.SEE_PERSONAL_DATA)
    if kind not in MASKED:
        raise Http404
    row = get_object_or_404(MASKED[kind].rows(request.user), pk=pk)
    form = DisclosureForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _look_page(request, kind, row, form=form, status=422 if form.is_bound else 200)
    try:
        values = disclose(
            viewer=request.user,
            kind=kind,
            row=row,
            reason=Reason(form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
        )
    except RuleBroken as refusal:
        form.add_error(None, refusal.message)
        return _look_page(request, kind, row, form=form, status=refusal.status)
    return _look_page(request, kind, row, values=values)


def _look_page(request: HttpRequest, kind: str, row: Any, *, status: int = 200, **shown: Any) -> HttpResponse:
    context = {
        "title": "查看完整信息",
        "kind": kind,
        "row": row,
        "subject": MASKED[kind],
        "looks": looks_within_an_hour(request.user),
        **shown,
    }
    part = bool(getattr(request, "htmx", False))
    template = "console/privacy/_look.html" if part else "console/privacy/look.html"
    return TemplateResponse(request, template, context, status=200 if part else status)


def _notice_page(
    request: HttpRequest, form: NoticeForm, present: PrivacyNotice | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "title": "个人信息保护政策",
        "form": form,
        "present": present,
        "versions": PrivacyNotice.objects.select_related("published_by")[:20],
        "changes": changes_of(SUBJECT),
    }
    return TemplateResponse(request, "console/privacy/notice.html", context, status=status)


@add_counts
def waiting_requests(request: HttpRequest) -> dict[str, QuerySet[DeletionRequest]]:
    """The number of requests that wait, beside 个人信息申请."""
    if not may(request.user, Action.KEEP_ACCOUNTS):
        return {}
    return {"console:deletions": DeletionRequest.objects.filter(state=RequestState.WAITING)}


add_view("privacy-notice/", privacy_notice, "privacy_notice")
add_view("deletion-requests/", deletions, "deletions")
add_view("deletion-requests/<int:pk>/", answer, "deletion_answer")
add_view("personal/<slug:kind>/<int:pk>/", look, "personal_look")
