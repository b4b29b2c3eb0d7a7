"""设备信息管理 › 未审核通过设备信息, and the page of one machine."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.access import portal_door
from accounts.exporting import list_answer
from accounts.models import User
from audit.models import HistoryEntry
from audit.showing import timeline
from devices.checking import findings_for_intake, intake_facts
from devices.forms import RecordForm
from devices.listing import unapproved_list
from devices.models import CatalogueVersion, Device
from devices.papers import Papers
from devices.recognised.marks import POSTED, checked_marks
from devices.recognised.page import reading_for
from devices.refusals import FindingsRefused
from devices.rules import papers_of
from devices.services.drafting import add_device, change_device, delete_device, require_open_intake
from devices.services.intake import submit_intake, withdraw_intake
from devices.showing import attachment_rows, record_sections
from documents.models import SubjectKind
from documents.selectors import attachments_by_kind
from ground.asking import posted_revision
from ground.errors import RuleBroken
from ground.glossary import IntakeStatus
from ground.selecting import picked

KEPT_AND_ON = "设备已保存到“未审核通过设备信息”。请接着填写换证申请，点“确认”后可一并提交入库与备案。"


@portal_door
@require_GET
def unapproved(request: HttpRequest) -> HttpResponse:
    """The list of records that are not yet in the register."""
    listing = unapproved_list(request.user, request.GET, timezone.localdate())
    return render(request, "devices/unapproved.html", {"listing": listing, "page": listing.page()})


@portal_door
@require_POST
def export_unapproved(request: HttpRequest) -> FileResponse:
    """导出 of what the list's filter finds, or of what is ticked."""
    listing = unapproved_list(request.user, request.POST, timezone.localdate())
    return list_answer(listing, picked(request.POST), user=request.user, name="未审核通过设备信息")


@portal_door
def add(request: HttpRequest) -> HttpResponse:
    """添加设备: first the category, then its form. A refused owner gets the official words and no form."""
    try:
        require_open_intake(request.user.enterprise)
    except RuleBroken as refusal:
        return render(request, "devices/not_taken_in.html", {"message": refusal.message})
    catalogue = CatalogueVersion.objects.in_force().catalogue
    category = request.POST.get("category") or request.GET.get("category", "")
    if category not in {item.code for item in catalogue.enabled_categories()}:
        return render(request, "devices/choose_category.html", {"categories": catalogue.enabled_categories()})
    return _record_page(request, _blank_record(request.user, category))


@portal_door
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """修改 of a draft or refused record."""
    device = get_object_or_404(Device.objects.visible_to(request.user), pk=pk)
    if device.intake_status not in {IntakeStatus.DRAFT, IntakeStatus.REJECTED} and request.method == "GET":
        return redirect("devices:detail", pk=pk)
    return _record_page(request, device)


@portal_door
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One machine: what the city holds of it, what the pre-check says, and its history."""
    device = get_object_or_404(Device.objects.visible_to(request.user).select_related("enterprise"), pk=pk)
    return render(request, "devices/detail.html", detail_context(device, request.user))


@portal_door
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """提交入库; what is wrong comes back as one list, each entry leading to its field."""
    device = get_object_or_404(Device.objects.visible_to(request.user), pk=pk)
    try:
        submit_intake(device_id=pk, revision=posted_revision(request), user=request.user)
    except FindingsRefused as refusal:
        return _refused_detail(request, device, refusal)
    messages.success(request, "已提交入库，等待审批办审核。审核通过后将转入“备案设备信息管理”。")
    return redirect("devices:detail", pk=pk)


@portal_door
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回 of a record under review."""
    get_object_or_404(Device.objects.visible_to(request.user), pk=pk)
    withdraw_intake(device_id=pk, revision=posted_revision(request), user=request.user)
    messages.success(request, "已撤回。修改后请重新点“提交入库”。")
    return redirect("devices:detail", pk=pk)


@portal_door
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """删除 of a record that never was in the register."""
    get_object_or_404(Device.objects.visible_to(request.user), pk=pk)
    delete_device(device_id=pk, revision=posted_revision(request), user=request.user)
    messages.success(request, "已删除该设备信息。")
    return redirect("devices:unapproved")


def detail_context(device: Device, viewer: User, **more: Any) -> dict[str, Any]:
    """What the page of one machine shows."""
    return {
        "device": device,
        "sections": record_sections(device, viewer),
        "attachment_rows": attachment_rows(
            device.catalogue, SubjectKind.DEVICE, device.pk, standing_of=device.enterprise_id
        ),
        "findings": findings_for_intake(device) if device.intake_status == IntakeStatus.DRAFT else [],
        "timeline": timeline(HistoryEntry.objects.for_firms().of_device(device.pk)[:50]),
        **more,
    }


def _refused_detail(request: HttpRequest, device: Device, refusal: FindingsRefused) -> HttpResponse:
    edit_url = reverse("devices:unapproved_edit", args=[device.pk])
    context = detail_context(
        device, request.user, problems=refusal.findings, edit_url=edit_url, refusal=refusal.message
    )
    return render(request, "devices/detail.html", context, status=refusal.status)


def _blank_record(user: User, category: str) -> Device:
    version = CatalogueVersion.objects.in_force()
    enterprise = user.enterprise
    device = Device(enterprise=enterprise, catalogue_version=version, category=category)
    device.set_common(
        {
            "device_name": version.catalogue.category(category).label,
            "storage_town": enterprise.town,
            "contact_name": enterprise.contact_name,
            "contact_phone": enterprise.contact_phone,
        }
    )
    return device


def _record_page(request: HttpRequest, device: Device) -> HttpResponse:
    catalogue = device.catalogue
    held = attachments_by_kind(SubjectKind.DEVICE, device.pk) if device.pk else {}
    standing = attachments_by_kind(SubjectKind.ENTERPRISE, device.enterprise_id)
    papers = Papers(papers_of(intake_facts(device), "intake"), held, request.user, standing)
    papers.reading = reading_for("intake", device)
    form = RecordForm(request.POST or None, catalogue=catalogue, phase="intake", record=device)
    if request.method != "POST":
        findings = findings_for_intake(device) if device.pk else []
        return _render_form(request, device, form, papers, findings=findings)
    papers.take(request.POST, request.FILES)
    if not (form.is_valid() and papers.is_valid):
        return _render_form(request, device, form, papers, status=422)
    try:
        saved = _save(request, device, form, papers)
    except RuleBroken as refusal:
        form.add_error(refusal.path if refusal.path in form.fields else None, refusal.message)
        return _render_form(request, device, form, papers, status=refusal.status)
    if request.POST.get("after") == "phone":
        return redirect(f"{reverse('devices:unapproved_edit', args=[saved.pk])}#phone")
    if request.POST.get("then") == "renewal":
        messages.success(request, KEPT_AND_ON)
        return redirect("renewals:registered_start", pk=saved.pk)
    messages.success(request, "已保存到“未审核通过设备信息”。核对无误后，请点“提交入库”交审批办审核。")
    return redirect("devices:detail", pk=saved.pk)


def _save(request: HttpRequest, device: Device, form: RecordForm, papers: Papers) -> Device:
    marks = checked_marks(request.POST.getlist(POSTED), form, papers)
    given = form.record_input(staged=papers.staged, removed=papers.removed, recognised=marks)
    if device.pk is None:
        return add_device(user=request.user, category=device.category, given=given)
    return change_device(
        device_id=device.pk, revision=posted_revision(request), user=request.user, given=given
    )


def _render_form(
    request: HttpRequest,
    device: Device,
    form: RecordForm,
    papers: Papers,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"device": device, "form": form, "papers": papers, "phone_later": not device.pk, **more}
    context["revision"] = request.POST.get("revision") or device.revision
    return render(request, "devices/form.html", context, status=status)
