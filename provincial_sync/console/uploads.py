"""上传任务 in the console: each hand-over with its whole exchange, and what an administrator can do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import Action, may, require
from audit.actors import Actor
from ground.console import Tile, add_counts, add_tiles, add_view, counts_for
from ground.errors import RuleBroken
from ground.keyset import keyset_page
from ground.searching import among
from provincial_sync import services
from provincial_sync.models import (
    UNFINISHED,
    Exchange,
    Upload,
    UploadQuerySet,
    UploadState,
)
from renewals.models import RenewalApplication

# What a line of the list says.
SHOWN = (
    "client_ref",
    "state",
    "due_at",
    "last_error",
    "alarmed_at",
    "created_at",
    "finished_at",
    "renewal__old_registration_number",
    "renewal__model",
    "renewal__enterprise__name",
)
SHOWN_EXCHANGES = 100
SHOWN_NOTES = 20
OPERATIONS = {
    "putFile": "上传附件",
    "submitRenewal": "报送备案",
    "findByClientRef": "核对是否收到",
    "queryStatuses": "查询状态",
    "getCertificateFile": "下载证照",
    "listRegistrations": "读取备案变更",
}


class TextForm(forms.Form):
    """A reason or a note; the rule about its length is the service's."""

    text = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": "最多 500 字，请精简。"},
    )


class TurnBackForm(forms.Form):
    """Why the renewal goes back to the firm; the rule about its length is the service's."""

    cause = forms.CharField(
        label="原因(企业将看到并按此更正)",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": "原因最多 500 字，请精简。"},
    )


@require_safe
def upload_list(request: HttpRequest) -> HttpResponse:
    """The list, newest first; filters `q` (number, model, references), `state`, `trouble=1`."""
    require(request.user, Action.VIEW_UPLOADS)
    uploads = Upload.objects.visible_to(request.user).select_related("renewal__enterprise").only(*SHOWN)
    names = ("q", "state", "trouble")
    context = {
        "title": "上传任务",
        "page": keyset_page(_filtered(uploads, request), params=request.GET),
        "states": UploadState,
        "chosen": {name: request.GET.get(name, "") for name in names},
        "filtered": any(request.GET.get(name) for name in names),
    }
    return TemplateResponse(request, "console/uploads/list.html", context)


@require_safe
def upload_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One hand-over and its latest exchanges."""
    require(request.user, Action.VIEW_UPLOADS)
    upload = _get(request, pk)
    repairs = may(request.user, Action.REPAIR_UPLOADS)
    context = {
        "title": "上传任务",
        "section": "console:uploads",
        "upload": upload,
        "exchanges": _rows(upload.exchanges.order_by("-at", "-id")[:SHOWN_EXCHANGES]),
        "held": upload.is_held(timezone.now()),
        "notes": upload.notes.select_related("by").order_by("-at", "-id")[:SHOWN_NOTES],
        "can_send_again": repairs and upload.state in {UploadState.SENT, UploadState.FAILED},
        "can_mark": repairs and _is_troubled(upload),
        "can_retry": repairs and upload.state in {*UNFINISHED, UploadState.FAILED},
        "can_turn_back": repairs and upload.state == UploadState.FAILED and not upload.acceptance_number,
    }
    return TemplateResponse(request, "console/uploads/detail.html", context)


@require_POST
def upload_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """立即重试."""
    require(request.user, Action.REPAIR_UPLOADS)
    upload = _get(request, pk)
    services.retry_now(upload, request.user.actor)
    messages.success(request, "已安排立即重试，几秒后刷新本页查看结果。")
    return redirect(upload)


@require_http_methods(["GET", "HEAD", "POST"])
def upload_turn_back(request: HttpRequest, pk: int) -> HttpResponse:
    """转为不接受备案, with the cause for the firm; what was typed survives a refusal."""
    require(request.user, Action.REPAIR_UPLOADS)
    upload = _get(request, pk)
    form = TurnBackForm(request.POST or None, initial={"cause": upload.last_error[:500]})
    if request.method == "POST" and form.is_valid():
        try:
            services.turn_back(upload, form.cleaned_data["cause"], request.user.actor)
        except RuleBroken as refusal:
            form.add_error("cause" if refusal.path == "cause" else None, refusal.message)
            return _turn_back_page(request, upload, form, refusal.status)
        messages.success(request, "已转为不接受备案，企业会收到消息并按原因更正。")
        return redirect(upload)
    return _turn_back_page(request, upload, form, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def upload_send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """重新报送, with a reason."""
    return _step_with_text(request, pk, SEND_AGAIN)


@require_http_methods(["GET", "HEAD", "POST"])
def upload_handled(request: HttpRequest, pk: int) -> HttpResponse:
    """标记处理, with a note."""
    return _step_with_text(request, pk, HANDLED)


@dataclass(frozen=True)
class TextStep:
    """A step that asks for words: its service, and what the page says."""

    title: str
    label: str
    lead: str
    done: str
    take: Callable[[Upload, Actor, str], None]


SEND_AGAIN = TextStep(
    "重新报送",
    "重新报送的原因",
    "系统会先按报送编号向省网核对，省网已有此件的不会重复报送；省网没有的，按原报文重新报送。",
    "已安排重新报送，几秒后刷新本页查看结果。",
    services.send_again,
)
HANDLED = TextStep(
    "标记处理",
    "处理说明",
    "用于在系统之外处理的情况，例如已与省网电话核对。标记后仍可继续重试。",
    "已标记处理。",
    services.mark_handled,
)


def _step_with_text(request: HttpRequest, pk: int, step: TextStep) -> HttpResponse:
    """The page of such a step, and the step itself; what was typed survives a refusal."""
    require(request.user, Action.REPAIR_UPLOADS)
    upload, status = _get(request, pk), 200
    form = TextForm(request.POST or None)
    form.fields["text"].label = step.label
    if request.method == "POST" and form.is_valid():
        try:
            step.take(upload, request.user.actor, form.cleaned_data["text"])
        except RuleBroken as refusal:
            form.add_error("text" if refusal.path == "text" else None, refusal.message)
            status = refusal.status
        else:
            messages.success(request, step.done)
            return redirect(upload)
    elif form.is_bound:
        status = 422
    context = {
        "title": step.title,
        "section": "console:uploads",
        "upload": upload,
        "form": form,
        "step": step,
    }
    return TemplateResponse(request, "console/uploads/step.html", context, status=status)


def _is_troubled(upload: Upload) -> bool:
    alarmed = upload.state in UNFINISHED and upload.alarmed_at is not None
    return upload.state == UploadState.FAILED or alarmed


def _turn_back_page(request: HttpRequest, upload: Upload, form: TurnBackForm, status: int) -> HttpResponse:
    context = {"title": "转为不接受备案", "section": "console:uploads", "upload": upload, "form": form}
    return TemplateResponse(request, "console/uploads/turn_back.html", context, status=status)


def _get(request: HttpRequest, pk: int) -> Upload:
    uploads = Upload.objects.visible_to(request.user).defer("body")
    return get_object_or_404(uploads.select_related("renewal__enterprise", "renewal__device"), pk=pk)


def _filtered(uploads: UploadQuerySet, request: HttpRequest) -> UploadQuerySet:
    chosen = request.GET
    if words := chosen.get("q", "").strip():
        uploads = uploads.filter(_found(words))
    if chosen.get("state") in UploadState.values:
        uploads = uploads.filter(state=chosen["state"])
    if chosen.get("trouble") == "untouched":
        return uploads.filter(state=UploadState.FAILED, handled_at__isnull=True)
    if chosen.get("trouble"):
        uploads = uploads.exclude(failure_class="").exclude(last_error="")
    return uploads


def _found(words: str) -> Q:
    """By the renewal's number, model or reference, by our reference or the province's."""
    renewals = among(RenewalApplication.objects.search(words), "renewal_id")
    return renewals | Q(client_ref=words.upper()) | Q(acceptance_number=words)


def _rows(exchanges: Iterable[Exchange]) -> list[dict[str, Any]]:
    """Exchanges with the operation's Chinese name and the tone of their outcome."""
    return [
        {
            "exchange": exchange,
            "operation": OPERATIONS.get(exchange.operation, exchange.operation),
            "tone": "ok" if exchange.code == 0 or _is_file(exchange) else "bad",
        }
        for exchange in exchanges
    ]


def _is_file(exchange: Exchange) -> bool:
    """A certificate's file comes without an envelope."""
    return exchange.operation == "getCertificateFile" and exchange.code is None and not exchange.message


@add_tiles
def upload_tiles(request: HttpRequest) -> list[Tile]:
    """上传异常, for who can do something about it."""
    if not may(request.user, Action.REPAIR_UPLOADS):
        return []
    number = counts_for(request)["console:uploads"]
    address = f"{reverse('console:uploads')}?trouble=untouched"
    return [Tile("上传异常", number, address, "bad" if number else "")]


@add_counts
def upload_counts(request: HttpRequest) -> dict[str, QuerySet[Upload]]:
    """上传异常 that nobody has marked as handled, beside 上传任务."""
    failed = Upload.objects.filter(state=UploadState.FAILED, handled_at__isnull=True)
    return {"console:uploads": failed} if may(request.user, Action.REPAIR_UPLOADS) else {}


add_view("uploads/", upload_list, "uploads")
add_view("uploads/<int:pk>/", upload_detail, "upload")
add_view("uploads/<int:pk>/retry/", upload_retry, "upload_retry")
add_view("uploads/<int:pk>/send-again/", upload_send_again, "upload_send_again")
add_view("uploads/<int:pk>/handled/", upload_handled, "upload_handled")
add_view("uploads/<int:pk>/turn-back/", upload_turn_back, "upload_turn_back")
