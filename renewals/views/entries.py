"""省网资料上传 › 设备备案资料录入: the list of renewals and the steps from it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.access import portal_door
from accounts.exporting import list_answer
from accounts.policies import Action, may, require
from audit.models import HistoryEntry
from audit.showing import timeline
from devices.refusals import FindingsRefused
from devices.showing import attachment_rows, record_sections
from documents.models import SubjectKind
from ground.asking import posted_revision, posted_text
from ground.selecting import picked
from renewals.changes import changed_since_submission
from renewals.listings import entry_list
from renewals.models import RenewalApplication, ServiceRating
from renewals.precheck import precheck
from renewals.services.joint import BothRefused, submit_both
from renewals.services.moving import brought_up_to_date, unseen_changes
from renewals.services.submitting import (
    request_withdrawal,
    submit_renewal,
    void_renewal,
    withdraw_renewal,
)
from renewals.way import next_step, steps_of

VOIDED = "已作废。设备恢复为“待换发证件”，需要时可重新点“证件换发”。"


@portal_door
@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """The saved renewals with both statuses and the next step in words."""
    listing = entry_list(request.user, request.GET)
    page = listing.page()
    prefetch_related_objects(page.rows, "device")
    now = timezone.now()
    context = {
        "listing": listing,
        "page": page,
        "rows": [
            {"renewal": renewal, "next": next_step(renewal), "claimed": renewal.is_claimed(now)}
            for renewal in page
        ],
        "may_void": may(request.user, Action.VOID_RENEWAL),
    }
    return render(request, "renewals/entries.html", context)


@portal_door
@require_POST
def export_entries(request: HttpRequest) -> FileResponse:
    """导出 of what the list's filter finds, or of what is ticked."""
    listing, choice = entry_list(request.user, request.POST), picked(request.POST)
    return list_answer(listing, choice, user=request.user, name="设备备案资料", related=("device",))


@portal_door
@require_GET
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One renewal: its data, both statuses, what comes next, and its history."""
    renewal = brought_up_to_date(_mine(request, reference))
    return render(request, "renewals/detail.html", _detail_context(request, renewal))


@portal_door
@require_POST
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    """提交备案 with the declaration of truth; what is wrong comes back as one list."""
    renewal = brought_up_to_date(_mine(request, reference))
    try:
        _hand_in(request, renewal)
    except BothRefused as refusal:
        record_url = reverse("devices:unapproved_edit", args=[renewal.device_id])
        found = {"problems": refusal.renewal, "record_problems": refusal.record, "record_url": record_url}
        context = _detail_context(request, renewal, **found, refusal=refusal.message)
        return render(request, "renewals/detail.html", context, status=refusal.status)
    except FindingsRefused as refusal:
        context = _detail_context(request, renewal, problems=refusal.findings, refusal=refusal.message)
        return render(request, "renewals/detail.html", context, status=refusal.status)
    messages.success(
        request,
        "已提交备案，等待审批办审核。审核结果会发到“消息”，也可在“任务历史”查看。需要凭据的，可点“提交回执”打印。",
    )
    return redirect("renewals:entries_detail", reference=reference)


def _hand_in(request: HttpRequest, renewal: RenewalApplication) -> None:
    """提交备案, together with 提交入库 where the page showed a machine that was not handed in."""
    given = {
        "renewal_id": renewal.pk,
        "revision": posted_revision(request),
        "user": request.user,
        "declared": request.POST.get("declared") == "yes",
    }
    if "device_revision" in request.POST:
        submit_both(**given, device_revision=posted_revision(request, "device_revision"))
    else:
        submit_renewal(**given)


@portal_door
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """撤回, until a reviewer has claimed it."""
    renewal = _mine(request, reference)
    withdraw_renewal(renewal_id=renewal.pk, revision=posted_revision(request), user=request.user)
    messages.success(request, "已撤回，状态恢复为“未提交备案”。修改后请重新提交备案。")
    return redirect("renewals:entries_detail", reference=reference)


@portal_door
@require_POST
def ask_withdrawal(request: HttpRequest, reference: str) -> HttpResponse:
    """申请撤回 of a claimed renewal."""
    renewal = _mine(request, reference)
    request_withdrawal(
        renewal_id=renewal.pk,
        revision=posted_revision(request),
        user=request.user,
        reason=posted_text(request, "reason"),
    )
    messages.success(request, "已申请撤回，审核人员会看到您的理由并处理。")
    return redirect("renewals:entries_detail", reference=reference)


@portal_door
@require_POST
def void(request: HttpRequest, reference: str) -> HttpResponse:
    """作废, by the firm's manager, with a reason."""
    renewal = _mine(request, reference)
    require(request.user, Action.VOID_RENEWAL)
    void_renewal(
        renewal_id=renewal.pk,
        revision=posted_revision(request),
        user=request.user,
        reason=posted_text(request, "reason"),
    )
    messages.success(request, "已作废。需要时可在设备页重新点“证件换发”。" if renewal.is_hanging else VOIDED)
    return redirect("renewals:entries")


def _mine(request: HttpRequest, reference: str) -> RenewalApplication:
    renewals = RenewalApplication.objects.visible_to(request.user)
    return get_object_or_404(renewals.select_related("device__enterprise"), reference=reference)


def _detail_context(request: HttpRequest, renewal: RenewalApplication, **more: Any) -> dict[str, Any]:
    entries = list(HistoryEntry.objects.for_firms().of_renewal(renewal.pk)[:50])
    return {
        "renewal": renewal,
        "next": next_step(renewal),
        "steps": steps_of(renewal),
        "sections": record_sections(renewal, request.user),
        "attachment_rows": attachment_rows(
            renewal.catalogue,
            SubjectKind.RENEWAL,
            renewal.pk,
            standing_of=renewal.enterprise_id if renewal.is_editable else None,
        ),
        "findings": precheck(renewal) if renewal.is_editable else [],
        "changed": changed_since_submission(renewal) if renewal.is_editable else frozenset(),
        "decision": renewal.last_decision(),
        "timeline": timeline(entries),
        "catalogue_changes": unseen_changes(entries) if renewal.is_editable else [],
        "claimed": renewal.is_claimed(timezone.now()),
        "rating": ServiceRating.objects.filter(renewal=renewal).first(),
        "may_void": may(request.user, Action.VOID_RENEWAL),
        "edit_url": reverse("renewals:entries_edit", args=[renewal.reference]),
        **more,
    }
