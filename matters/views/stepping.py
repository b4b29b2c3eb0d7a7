"""提交, 撤回, 作废, 恢复换证, 确认接收, 不予接收."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import portal_door
from accounts.policies import Action, require
from devices.refusals import FindingsRefused
from ground.asking import posted_revision, posted_text
from ground.errors import RuleBroken
from ground.glossary import MatterKind, MatterStatus
from matters.services.deferring import resume
from matters.services.filing import submit_matter, void_matter, withdraw_matter
from matters.services.receiving import confirm_transfer, decline_transfer
from matters.views.finding import found_matter, own_matter
from matters.views.following import detail_context

SUBMITTED = {
    MatterStatus.PENDING: "已提交，等待审批办审核。审核结果会发到“消息”，也可在“任务历史”查看。",
    MatterStatus.AWAITING_CONFIRMATION: "已提交，等待受让方在企业门户确认接收；确认后交审批办审核。",
    MatterStatus.IN_FORCE: "已申报暂不换证，设备不再计入“待换发证件”。需要换证的，随时可以在此恢复换证。",
}


@portal_door
@require_POST
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    """提交 with the declaration of truth; what is wrong comes back as one list."""
    matter = own_matter(request, reference)
    try:
        handed_in = submit_matter(
            matter_id=matter.pk,
            revision=posted_revision(request),
            user=request.user,
            declared=request.POST.get("declared") == "yes",
        )
    except FindingsRefused as refusal:
        context = detail_context(
            request, own_matter(request, reference), problems=refusal.findings, refusal=refusal.message
        )
        return render(request, "matters/detail.html", context, status=refusal.status)
    messages.success(request, SUBMITTED[handed_in.state])
    return redirect("matters:detail", reference=reference)


@portal_door
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """撤回, until the office has decided."""
    matter = own_matter(request, reference)
    withdraw_matter(matter_id=matter.pk, revision=posted_revision(request), user=request.user)
    messages.success(request, "已撤回，可以修改后重新提交。")
    return redirect("matters:detail", reference=reference)


@portal_door
@require_POST
def void(request: HttpRequest, reference: str) -> HttpResponse:
    """作废 of a draft or refused matter, with a reason."""
    matter = own_matter(request, reference)
    void_matter(
        matter_id=matter.pk,
        revision=posted_revision(request),
        user=request.user,
        reason=posted_text(request, "reason"),
    )
    messages.success(request, "已作废。设备状态没有变化，需要时可以重新办理。")
    return redirect("matters:list")


@portal_door
@require_POST
def resume_exchange(request: HttpRequest, reference: str) -> HttpResponse:
    """恢复换证 of a machine whose exchange was put off."""
    matter = own_matter(request, reference)
    refuse_other_kinds(matter.sort)
    resume(matter_id=matter.pk, revision=posted_revision(request), user=request.user)
    messages.success(request, "已恢复换证，设备重新标识为“待换发证件”，可以点“证件换发”。")
    return redirect("matters:detail", reference=reference)


@portal_door
@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """确认接收 by the manager of the firm that takes the machine over."""
    matter = found_matter(request, reference)
    require(request.user, Action.CONFIRM_TRANSFER)
    confirm_transfer(
        matter_id=matter.pk,
        revision=posted_revision(request),
        user=request.user,
        declared=request.POST.get("declared") == "yes",
    )
    messages.success(request, "已确认接收，交审批办审核。办结后设备登记到贵企业名下。")
    return redirect("matters:detail", reference=reference)


@portal_door
@require_POST
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """不予接收, with a reason."""
    matter = found_matter(request, reference)
    require(request.user, Action.CONFIRM_TRANSFER)
    decline_transfer(
        matter_id=matter.pk,
        revision=posted_revision(request),
        user=request.user,
        reason=posted_text(request, "reason"),
    )
    messages.success(request, "已答复不予接收，原因已告知转让方。")
    return redirect("matters:detail", reference=reference)


def refuse_other_kinds(kind: MatterKind) -> None:
    """Raise RuleBroken where a matter is no 暂不换证 that could be ended."""
    if kind != MatterKind.DEFERRAL:
        raise RuleBroken("wrong_kind", "只有暂不换证可以恢复换证。请返回“企业事项”查看。")
