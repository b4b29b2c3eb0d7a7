"""证件换发申请表: opening it from the register, and 修改."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.access import portal_door
from audit.models import HistoryEntry
from audit.showing import timeline
from devices.forms import RecordForm
from devices.models import CatalogueVersion, Device
from devices.papers import Papers
from devices.recognised.marks import POSTED, checked_marks
from devices.recognised.page import reading_for
from devices.rules import papers_of
from documents.models import SubjectKind
from documents.selectors import attachments_by_kind
from ground.asking import posted_revision
from ground.errors import RuleBroken
from renewals.carrying import carried_renewal
from renewals.copying import machines_to_copy
from renewals.models import Decision, RenewalApplication
from renewals.parameter_rows import common_sections, parameter_sections
from renewals.precheck import renewal_facts
from renewals.services.drafting import prepare_renewal, save_renewal, start_renewal
from renewals.services.moving import brought_up_to_date, unseen_changes
from renewals.sheet import sheet_of
from renewals.typing_pages import page_mark, seen_revision
from renewals.way import steps_of

KEPT_HANGING = "已保存到“省网资料上传 › 设备备案资料录入”。设备还没有入库，核对无误后请点“一并提交”，入库与备案一并交审批办审核。"
KEPT = "已保存到“省网资料上传 › 设备备案资料录入”。核对无误后，请点“提交备案”交审批办审核。"


@never_cache
@portal_door
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """证件换发: the form, filled from the record; 确认 keeps it as a renewal."""
    machines = Device.objects.visible_to(request.user).select_related("enterprise")
    device = get_object_or_404(machines, pk=pk)
    under_way = RenewalApplication.objects.visible_to(request.user).open().filter(device=device).first()
    if under_way and request.method != "POST":
        messages.info(request, "此设备已有一份换证申请在办，已为您打开。")
        return redirect("renewals:entries_detail", reference=under_way.reference)
    if under_way:  # a second click or person: the service refuses, and the page keeps what was typed
        return _form_page(request, carried_renewal(device, CatalogueVersion.objects.in_force()))
    return _form_page(request, prepare_renewal(device=device, user=request.user))


@never_cache
@portal_door
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """修改 of a renewal that is not under review."""
    renewals = RenewalApplication.objects.visible_to(request.user).select_related("device__enterprise")
    renewal = get_object_or_404(renewals, reference=reference)
    if not renewal.is_editable and request.method != "POST":
        return redirect("renewals:entries_detail", reference=reference)
    # A page that is sent was made from what the draft was then: the revision tells where it has moved on.
    return _form_page(request, renewal if request.method == "POST" else brought_up_to_date(renewal))


def _form_page(request: HttpRequest, renewal: RenewalApplication) -> HttpResponse:
    form, papers = form_and_papers(request, renewal)
    if request.method != "POST":
        return _render(request, renewal, form, papers)
    papers.take(request.POST, request.FILES)
    if not (form.is_valid() and papers.is_valid):
        return _render(request, renewal, form, papers, status=422)
    try:
        kept = _save(request, renewal, form, papers)
    except RuleBroken as refusal:
        form.add_error(refusal.path if refusal.path in form.fields else None, refusal.message)
        return _render(request, renewal, form, papers, status=refusal.status)
    if request.POST.get("after") == "phone":
        return redirect(f"{reverse('renewals:entries_edit', args=[kept.reference])}#phone")
    messages.success(request, KEPT_HANGING if kept.is_hanging else KEPT)
    return redirect("renewals:entries_detail", reference=kept.reference)


def form_and_papers(request: HttpRequest, renewal: RenewalApplication) -> tuple[RecordForm, Papers]:
    """The form of a renewal, bound where it was posted, and its papers as they are kept."""
    form = RecordForm(request.POST or None, catalogue=renewal.catalogue, phase="renewal", record=renewal)
    subject = (SubjectKind.RENEWAL, renewal.pk) if renewal.pk else (SubjectKind.DEVICE, renewal.device_id)
    held = attachments_by_kind(*subject)
    standing = attachments_by_kind(SubjectKind.ENTERPRISE, renewal.enterprise_id)
    asked = papers_of(renewal_facts(renewal), "renewal")
    papers = Papers(asked, held, request.user, standing)
    papers.reading = reading_for("renewal", renewal)
    return form, papers


def remarks_on(renewal: RenewalApplication) -> tuple[Decision | None, dict[str, str]]:
    """The decision that a returned renewal must answer, and its remarks by path."""
    decision = renewal.last_decision() if renewal.pk and renewal.returned_count else None
    return decision, {remark.path: remark.text for remark in decision.remarks.all()} if decision else {}


def _save(
    request: HttpRequest, renewal: RenewalApplication, form: RecordForm, papers: Papers
) -> RenewalApplication:
    marks = checked_marks(request.POST.getlist(POSTED), form, papers)
    given = form.record_input(staged=papers.staged, removed=papers.removed, recognised=marks)
    if renewal.pk is None:
        revision = posted_revision(request)
        return start_renewal(
            device_id=renewal.device_id,
            revision=revision,
            user=request.user,
            given=given,
            catalogue_seen=_catalogue_seen(request),
        )
    revision = seen_revision(request, renewal)
    return save_renewal(renewal_id=renewal.pk, revision=revision, user=request.user, given=given)


def _catalogue_seen(request: HttpRequest) -> int | None:
    text = request.POST.get("catalogue", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else None


def _render(
    request: HttpRequest, renewal: RenewalApplication, form: RecordForm, papers: Papers, *, status: int = 200
) -> HttpResponse:
    decision, remarks = remarks_on(renewal)
    entries = list(HistoryEntry.objects.for_firms().of_renewal(renewal.pk)[:8]) if renewal.pk else []
    sheet = sheet_of(renewal, form, papers, remarks=remarks)
    context = {
        "renewal": renewal,
        "form": form,
        "papers": papers,
        "sheet": sheet,
        "sections": parameter_sections(renewal, form, sheet.hints),
        "common": common_sections(form, sheet.hints),
        "decision": decision,
        "revision": request.POST.get("revision") or _revision(renewal),
        "page_mark": page_mark(request),
        "steps": steps_of(renewal),
        "copies": machines_to_copy(renewal, request.user),
        "timeline": timeline(entries),
        "catalogue_changes": unseen_changes(entries),
        **_addresses(request, renewal),
    }
    return render(request, "renewals/form.html", context, status=status)


def _revision(renewal: RenewalApplication) -> int:
    return renewal.revision if renewal.pk else renewal.device.revision


def _addresses(request: HttpRequest, renewal: RenewalApplication) -> dict[str, Any]:
    """Where the page's scripts ask, and the name of their copy in the browser."""
    person = request.user.pk
    # What the browser kept under other units must not be put into these fields.
    of_version = f":{renewal.catalogue_version_id}"
    if renewal.pk is None:
        check = reverse("renewals:registered_check", args=[renewal.device_id])
        return {
            "check_url": check,
            "keep_as": f"renewal-form:{person}:{renewal.device_id}{of_version}",
            "phone_later": True,
        }
    return {
        "check_url": reverse("renewals:entries_check", args=[renewal.reference]),
        "phone_url": reverse("renewals:entries_phone", args=[renewal.reference]),
        "autosave_url": reverse("renewals:entries_autosave", args=[renewal.reference]),
        "keep_as": f"renewal-form:{person}:{renewal.reference}{of_version}",
    }
