"""Choosing the kind, filling in its form, and 修改."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import portal_door
from accounts.policies import Action, require
from devices.models import Device
from devices.papers import Papers
from documents.models import SubjectKind
from documents.selectors import attachments_by_kind
from ground.asking import posted_revision
from ground.errors import RuleBroken
from ground.glossary import MatterKind
from ground.keyset import keyset_page
from matters.eligibility import why_not
from matters.forms import FORMS, MatterForm
from matters.models import Matter
from matters.models.kinds import FIRMS_KINDS
from matters.papers import papers_for
from matters.services.filing import MatterInput, save_matter, start_matter
from matters.views.finding import asked_device, asked_kind, own_matter
from matters.words import KINDS

SAVED = "已保存到“企业事项”。核对无误后，请点“提交”。"


@portal_door
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """办理企业事项: each kind with what it is for, and whether it applies to the machine that was asked for."""
    device = asked_device(request)
    kinds = [
        {"kind": kind, "words": words, "reason": _reason(kind, device)}
        for kind, words in KINDS.items()
        if kind in FIRMS_KINDS and (device is None or kind != MatterKind.RENAMING)
    ]
    return render(request, "matters/choose.html", {"device": device, "kinds": kinds})


@portal_door
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of a new matter; first the machine is chosen, where the address names none."""
    sort, device = asked_kind(kind), asked_device(request)
    if sort != MatterKind.RENAMING:
        if device is None:
            return _choose_machine(request, sort)
        if reason := why_not(sort, device):
            return render(
                request, "matters/not_eligible.html", {"kind": sort, "device": device, "reason": reason}
            )
    about = None if sort == MatterKind.RENAMING else device
    matter = Matter(kind=sort, enterprise=request.user.own_enterprise, device=about)
    return _form_page(request, matter)


@portal_door
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """修改 of a draft or refused matter."""
    matter = own_matter(request, reference)
    if not matter.is_editable and request.method != "POST":
        return redirect("matters:detail", reference=reference)
    return _form_page(request, matter)


def _reason(kind: MatterKind, device: Device | None) -> str:
    return why_not(kind, device) if device is not None else ""


def _choose_machine(request: HttpRequest, kind: MatterKind) -> HttpResponse:
    machines = Device.objects.visible_to(request.user).select_related("enterprise")
    if kind != MatterKind.NUMBER_UPDATE:  # that one also takes records that are not in the register yet
        machines = machines.registered()
    page = keyset_page(machines.search(request.GET.get("q", "").strip()), params=request.GET)
    rows = [{"device": device, "reason": why_not(kind, device)} for device in page]
    context = {"kind": kind, "words": KINDS[kind], "page": page, "rows": rows}
    return render(request, "matters/choose_machine.html", context)


def _form_page(request: HttpRequest, matter: Matter) -> HttpResponse:
    held = attachments_by_kind(SubjectKind.MATTER, matter.pk) if matter.pk else {}
    papers = Papers(papers_for(matter.sort, matter.content), held, request.user)
    form = FORMS[matter.sort](request.POST or None, content=matter.content)
    if request.method != "POST":
        return _render(request, matter, form, papers)
    require(request.user, Action.KEEP_MATTERS)
    papers.take(request.POST, request.FILES)
    if not (form.is_valid() and papers.is_valid):
        return _render(request, matter, form, papers, status=422)
    try:
        saved = _save(request, matter, MatterInput(form.stored(), papers.staged, papers.removed))
    except RuleBroken as refusal:
        if not papers.refuse(refusal):
            form.show_refusal(refusal)
        return _render(request, matter, form, papers, status=refusal.status)
    messages.success(request, SAVED)
    return redirect("matters:detail", reference=saved.reference)


def _save(request: HttpRequest, matter: Matter, given: MatterInput) -> Matter:
    if matter.pk is None:
        device_id = matter.device_id or 0
        return start_matter(user=request.user, kind=matter.sort, device_id=device_id, given=given)
    return save_matter(matter_id=matter.pk, revision=posted_revision(request), user=request.user, given=given)


def _render(
    request: HttpRequest, matter: Matter, form: MatterForm, papers: Papers, *, status: int = 200
) -> HttpResponse:
    last = matter.current_round() if matter.pk else None
    context: dict[str, Any] = {
        "matter": matter,
        "kind": matter.sort,
        "words": KINDS[matter.sort],
        "form": form,
        "papers": papers,
        "revision": request.POST.get("revision") or matter.revision,
        "opinion": last.opinion if last else "",
        "section": "matters:list",
    }
    return render(request, "matters/form.html", context, status=status)
