"""待人工匹配: items of the province's feed that a person must look at, side by side with our machines."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import Action, may, require
from ground.console import Tile, add_counts, add_tiles, add_view, counts_for
from ground.errors import RuleBroken
from ground.keyset import keyset_page
from provincial_sync.console.side_by_side import side_by_side
from provincial_sync.deciding import decide
from provincial_sync.matching import candidates_for
from provincial_sync.models import (
    ChangeQuerySet,
    ChangeState,
    ChangeStatus,
    Choice,
    RegistrationChange,
)


class DecisionForm(forms.Form):
    """What is decided (`take-<device>`, `none`, `later`) and why; the rules are the service's."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    choice = forms.CharField(required=False, max_length=40)
    reason = forms.CharField(
        label="理由（记入任务历史）",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": "理由最多 500 字，请精简。"},
    )


@require_safe
def change_list(request: HttpRequest) -> HttpResponse:
    """What waits, newest first; filters `q` (numbers, serial, owner) and `state` (`all`: everything)."""
    require(request.user, Action.VIEW_UPLOADS)
    chosen = {name: request.GET.get(name, "") for name in ("q", "state")}
    changes = _filtered(RegistrationChange.objects.visible_to(request.user), chosen)
    context = {
        "title": "待人工匹配",
        "page": keyset_page(changes, params=request.GET, by="received_at"),
        "states": ChangeState,
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "decides": may(request.user, Action.SETTLE_PROVINCE),
    }
    return TemplateResponse(request, "console/province/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One item beside the machines that it may be about, and the decision."""
    require(request.user, Action.VIEW_UPLOADS)
    change = _found(request, pk)
    if request.method != "POST":
        return _page(request, change, DecisionForm(initial={"revision": change.revision}))
    require(request.user, Action.SETTLE_PROVINCE)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, change, form, status=422)
    choice, _, device = form.cleaned_data["choice"].partition("-")
    try:
        settled = decide(
            change_id=change.pk,
            revision=form.cleaned_data["revision"],
            user=request.user,
            choice=choice,
            device_id=int(device) if device.isdecimal() and len(device) < 19 else None,
            reason=form.cleaned_data["reason"],
        )
    except RuleBroken as refusal:
        form.add_error(refusal.path if refusal.path in form.fields else None, refusal.message)
        return _page(request, _found(request, pk), form, status=refusal.status)
    messages.success(request, _done(settled, choice))
    return redirect("console:registration_changes")


def _done(change: RegistrationChange, choice: str) -> str:
    if choice == Choice.LATER:
        return f"{change} 已搁置，仍在待人工匹配中。"
    return f"{change} 已处理：{change.state_word.label}。{change.problem}"


def _found(request: HttpRequest, pk: int) -> RegistrationChange:
    rows = RegistrationChange.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("device__enterprise"), pk=pk)


def _page(
    request: HttpRequest, change: RegistrationChange, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    pending = change.state == ChangeState.PENDING
    machines = candidates_for(change) if pending else [d for d in [change.device] if d]
    context = {
        "title": f"备案变更 {change}",
        "section": "console:registration_changes",
        "change": change,
        "machines": machines,
        "offers": [(f"{Choice.TAKE}-{machine.pk}", machine) for machine in machines],
        "rows": side_by_side(change, machines),
        "form": form,
        "picked": form["choice"].value() or "",
        "decides": pending and may(request.user, Action.SETTLE_PROVINCE),
        "readable": bool(change.registration_number and change.changed_at and change.status),
        "decisions": change.decisions.select_related("decided_by", "device")[:20],
    }
    return TemplateResponse(request, "console/province/change.html", context, status=status)


def _filtered(changes: ChangeQuerySet, chosen: dict[str, str]) -> ChangeQuerySet:
    if words := chosen["q"].strip():
        changes = changes.filter(
            Q(registration_number__icontains=words)
            | Q(previous_number__icontains=words)
            | Q(serial_number__icontains=words)
            | Q(owner_name__icontains=words)
        )
    if chosen["state"] in ChangeState.values:
        return changes.filter(state=chosen["state"])
    return changes if chosen["state"] == "all" else changes.pending()


@add_tiles
def change_tiles(request: HttpRequest) -> list[Tile]:
    """待人工匹配 and what the province cancelled, for who decides on it."""
    if not may(request.user, Action.SETTLE_PROVINCE):
        return []
    number = counts_for(request)["console:registration_changes"]
    ended = RegistrationChange.objects.pending().filter(status=ChangeStatus.CANCELLED).exists()
    note = "含省网注销，待核实" if ended else ""
    return [
        Tile("待人工匹配", number, reverse("console:registration_changes"), "warn" if number else "", note)
    ]


@add_counts
def change_counts(request: HttpRequest) -> dict[str, QuerySet[RegistrationChange]]:
    """The number beside 待人工匹配."""
    if not may(request.user, Action.SETTLE_PROVINCE):
        return {}
    return {"console:registration_changes": RegistrationChange.objects.pending()}


add_view("province/changes/", change_list, "registration_changes")
add_view("province/changes/<int:pk>/", change_detail, "registration_change")
