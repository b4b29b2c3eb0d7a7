"""入库待办: the office's review of machines that were registered on paper only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.policies import Action, may, require
from audit.models import HistoryEntry
from devices.checking import findings_for_intake
from devices.models import CatalogueVersion, Device
from devices.models.device import DeviceQuerySet
from devices.services.intake import approve_intake, reject_intake
from devices.showing import record_sections
from devices.viewing import ViewedKind, first_in_page, origin_of, viewed_kinds, viewed_paper
from documents.models import Attachment, SubjectKind
from ground.console import add_view
from ground.errors import RuleBroken
from ground.glossary import IntakeStatus
from ground.keyset import keyset_page
from ground.searching import matching

UNKNOWN_STEP = "请点“审核通过”或“审核不通过”。"


class IntakeForm(forms.Form):
    """What the reviewer writes; whether a reason is needed is the service's rule."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="审核意见",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 5, "placeholder": "审核不通过时必填，企业按此修改"}),
        error_messages={"max_length": "审核意见最多 2000 字，请精简。"},
    )

    def show_refusal(self, refusal: RuleBroken) -> None:
        """Put the service's refusal to its field, or over the form."""
        self.add_error(refusal.path if refusal.path in self.fields else None, refusal.message)


@require_safe
def intake_queue(request: HttpRequest) -> HttpResponse:
    """The list, oldest first, with filters `q` and `category`."""
    require(request.user, Action.VIEW_REGISTER)
    waiting = _filtered(Device.objects.awaiting_intake_review().visible_to(request.user), request)
    page = keyset_page(
        waiting.select_related("enterprise"), params=request.GET, by="submitted_at", oldest_first=True
    )
    context = {
        "title": "入库待办",
        "page": page,
        "categories": CatalogueVersion.objects.in_force().catalogue.enabled_categories(),
        "chosen": {name: request.GET.get(name, "") for name in ("q", "category")},
        "filtered": any(request.GET.get(name) for name in ("q", "category")),
        "reviews": may(request.user, Action.REVIEW_INTAKE),
    }
    return TemplateResponse(request, "console/intake_queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def intake_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the record, or take the step of the button that was pressed (`step`)."""
    require(request.user, Action.VIEW_REGISTER)
    device = _found(request.user, pk)
    if request.method == "POST":
        require(request.user, Action.REVIEW_INTAKE)
        return _take_step(request, device)
    return _page(request, device, IntakeForm())


@require_safe
@xframe_options_sameorigin
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture fitted to the frame beside the record; a click shows it in full size."""
    require(request.user, Action.VIEW_REGISTER)
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    return TemplateResponse(request, "console/paper.html", {"attachment": attachment})


def _filtered(waiting: DeviceQuerySet, request: HttpRequest) -> DeviceQuerySet:
    if words := request.GET.get("q", "").strip():
        waiting = waiting.filter(matching(words) | Q(enterprise__name__icontains=words))
    category = request.GET.get("category")
    return waiting.filter(category=category) if category else waiting


def _found(user: User, pk: int) -> Device:
    return get_object_or_404(Device.objects.visible_to(user).select_related("enterprise"), pk=pk)


def _take_step(request: HttpRequest, device: Device) -> HttpResponse:
    form = IntakeForm(request.POST)
    step = STEPS.get(request.POST.get("step", ""))
    try:
        if step is None:
            raise RuleBroken("unknown_step", UNKNOWN_STEP)
        if not form.is_valid():
            return _page(request, device, form, status=422)
        happened = step(request.user, device, form.cleaned_data)
    except RuleBroken as refusal:
        form.show_refusal(refusal)
        return _page(request, _found(request.user, device.pk), form, status=refusal.status)
    return _on_to_the_next(request, happened)


def _approve(reviewer: User, device: Device, given: dict[str, Any]) -> str:
    approve_intake(
        device_id=device.pk, revision=given["revision"], reviewer=reviewer, opinion=given["reason"]
    )
    return f"{device.old_registration_number} {device.model} 已审核通过，转入“备案设备信息管理”。"


def _reject(reviewer: User, device: Device, given: dict[str, Any]) -> str:
    reject_intake(device_id=device.pk, revision=given["revision"], reviewer=reviewer, reason=given["reason"])
    return f"{device.old_registration_number} {device.model} 审核不通过，原因已通知企业。"


STEPS = {"approve": _approve, "reject": _reject}


def _on_to_the_next(request: HttpRequest, happened: str) -> HttpResponse:
    waiting = Device.objects.awaiting_intake_review().visible_to(request.user)
    following = waiting.order_by("submitted_at", "id").first()
    if following is None:
        messages.success(request, f"{happened}入库待办已全部办完。")
        return HttpResponseRedirect(reverse("console:intake_queue"))
    messages.success(request, f"{happened}已为您打开下一件。")
    return HttpResponseRedirect(reverse("console:intake_review", args=[following.pk]))


def _page(request: HttpRequest, device: Device, form: IntakeForm, *, status: int = 200) -> HttpResponse:
    kinds = _papers(device)
    pending = device.intake_status == IntakeStatus.PENDING
    context = {
        "title": f"{device.model} · {'入库审核' if pending else '设备资料'}",
        "section": "console:intake_queue" if pending else "console:devices_device_changelist",
        "device": device,
        "sections": record_sections(device),
        "kinds": kinds,
        "first_paper": first_in_page(kinds),
        "findings": findings_for_intake(device) if pending else [],
        "history": HistoryEntry.objects.of_device(device.pk)[:20],
        "form": form,
        "decides": pending and may(request.user, Action.REVIEW_INTAKE),
    }
    return TemplateResponse(request, "console/intake_review.html", context, status=status)


def _papers(device: Device) -> list[ViewedKind]:
    """The machine's own papers and the standing ones of its owner."""
    own = Q(subject=SubjectKind.DEVICE, subject_id=device.pk)
    standing = Q(subject=SubjectKind.ENTERPRISE, subject_id=device.enterprise_id)
    held = Attachment.objects.filter(own | standing).select_related("file").order_by("id")
    papers = [
        (
            item.kind,
            viewed_paper(
                pk=item.pk,
                name=item.name,
                media_type=item.file.media_type,
                origin=origin_of(item.photo_link_id, item.added_at),
            ),
        )
        for item in held
    ]
    return viewed_kinds(device.catalogue.attachment_requirements("intake", device.category), papers)


add_view("intake/queue/", intake_queue, "intake_queue")
add_view("intake/<int:pk>/review/", intake_review, "intake_review")
add_view("papers/<int:pk>/", paper, "paper")
