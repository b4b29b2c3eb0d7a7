"""对账结果: what does not agree with the province, each with its reason, and 已处理 with a note."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import Action, may, require
from ground.console import add_counts, add_view
from ground.errors import RuleBroken
from ground.keyset import keyset_page
from provincial_sync.discrepancies import settle_discrepancy
from provincial_sync.models import (
    DailyRun,
    Discrepancy,
    DiscrepancyKind,
    DiscrepancyState,
    RunKind,
)


class SettleForm(forms.Form):
    """How it was put right; the rule about its length is the service's."""

    note = forms.CharField(
        label="处理说明",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": "处理说明最多 500 字，请精简。"},
    )


@require_safe
def discrepancy_list(request: HttpRequest) -> HttpResponse:
    """What waits, newest first; filters `kind` and `state` (`all`: everything)."""
    require(request.user, Action.VIEW_UPLOADS)
    chosen = {name: request.GET.get(name, "") for name in ("kind", "state")}
    rows = Discrepancy.objects.visible_to(request.user).select_related("upload", "renewal", "device")
    rows = rows.defer("upload__body")
    if chosen["kind"] in DiscrepancyKind.values:
        rows = rows.filter(kind=chosen["kind"])
    if chosen["state"] in DiscrepancyState.values:
        rows = rows.filter(state=chosen["state"])
    elif chosen["state"] != "all":
        rows = rows.open()
    context = {
        "title": "对账结果",
        "page": keyset_page(rows, params=request.GET, by="found_at"),
        "kinds": DiscrepancyKind,
        "states": DiscrepancyState,
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "last": DailyRun.objects.filter(kind=RunKind.RECONCILIATION).order_by("-day").first(),
    }
    return TemplateResponse(request, "console/province/discrepancies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def discrepancy_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, with the way to what it is about, and 已处理."""
    require(request.user, Action.VIEW_UPLOADS)
    form = SettleForm(request.POST or None)
    if request.method != "POST":
        return _page(request, pk, form)
    require(request.user, Action.SETTLE_PROVINCE)
    if not form.is_valid():
        return _page(request, pk, form, status=422)
    try:
        row = settle_discrepancy(
            discrepancy_id=_found(request, pk).pk, user=request.user, text=form.cleaned_data["note"]
        )
    except RuleBroken as refusal:
        form.add_error("note" if refusal.path == "note" else None, refusal.message)
        return _page(request, pk, form, status=refusal.status)
    messages.success(request, f"{row.get_kind_display()}：已处理。")
    return redirect("console:discrepancies")


def _found(request: HttpRequest, pk: int) -> Discrepancy:
    rows = Discrepancy.objects.visible_to(request.user).defer("upload__body")
    return get_object_or_404(rows.select_related("upload", "renewal", "device", "settled_by"), pk=pk)


def _page(request: HttpRequest, pk: int, form: SettleForm, *, status: int = 200) -> HttpResponse:
    row = _found(request, pk)
    waits = row.state == DiscrepancyState.OPEN
    context = {
        "title": row.get_kind_display(),
        "section": "console:discrepancies",
        "row": row,
        "form": form,
        "settles": waits and may(request.user, Action.SETTLE_PROVINCE),
    }
    return TemplateResponse(request, "console/province/discrepancy.html", context, status=status)


@add_counts
def discrepancy_counts(request: HttpRequest) -> dict[str, QuerySet[Discrepancy]]:
    """The number beside 对账结果."""
    if not may(request.user, Action.SETTLE_PROVINCE):
        return {}
    return {"console:discrepancies": Discrepancy.objects.open()}


add_view("province/discrepancies/", discrepancy_list, "discrepancies")
add_view("province/discrepancies/<int:pk>/", discrepancy_detail, "discrepancy")
