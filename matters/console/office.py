"""依职权提出: the office's form for one machine, and 撤销提出; files stay on the page whatever is refused."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.policies import require
from devices.models import Device
from devices.papers import Papers
from devices.refusals import FindingsRefused
from ground.asking import posted_revision
from ground.errors import RuleBroken
from ground.glossary import MatterKind
from matters.eligibility import why_not
from matters.forms import MatterForm, form_of
from matters.models import Matter
from matters.models.kinds import OFFICE_KINDS
from matters.papers import papers_for
from matters.services.filing import MatterInput
from matters.services.office import action_to_file, file_by_office, take_back
from matters.words import KINDS

FILED = "已提出，等待另一名工作人员复核；企业已收到消息。复核前您可以撤销。"


@require_http_methods(["GET", "HEAD", "POST"])
def file_one(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The form of `kind` about the machine; 提出 hands it to another person at once."""
    if kind not in OFFICE_KINDS:
        raise Http404
    sort = MatterKind(kind)
    require(request.user, action_to_file(sort))
    machines = Device.objects.visible_to(request.user).select_related("enterprise")
    device = get_object_or_404(machines, pk=pk)
    form = form_of(sort, by_office=True)(request.POST or None)
    papers = Papers(papers_for(sort, by_office=True), {}, request.user)
    if request.method != "POST":
        return _page(request, sort, device, form, papers)
    papers.take(request.POST, request.FILES)
    if not (form.is_valid() and papers.is_valid):
        return _page(request, sort, device, form, papers, status=422)
    given = MatterInput(form.stored(), papers.staged)
    try:
        matter = file_by_office(user=request.user, kind=sort, device_id=device.pk, given=given)
    except RuleBroken as refusal:
        _show(refusal, form, papers)
        return _page(request, sort, device, form, papers, status=refusal.status)
    messages.success(request, f"{matter.reference} {sort.label}{FILED}")
    return HttpResponseRedirect(reverse("console:matter_review", args=[matter.reference]))


@require_POST
def take_one_back(request: HttpRequest, reference: str) -> HttpResponse:
    """撤销提出 by whoever filed it."""
    matter = get_object_or_404(Matter.objects.visible_to(request.user), reference=reference)
    require(request.user, action_to_file(matter.sort))
    take_back(matter_id=matter.pk, revision=posted_revision(request), user=request.user)
    messages.success(request, f"{reference} 已撤销，设备没有变化，企业已收到消息。")
    return HttpResponseRedirect(reverse("console:matter_review", args=[reference]))


def _show(refusal: RuleBroken, form: MatterForm, papers: Papers) -> None:
    """Put each sentence to its field, its paper, or over the form."""
    if not isinstance(refusal, FindingsRefused):
        if not papers.refuse(refusal):
            form.show_refusal(refusal)
        return
    labels = {name: str(field.label) for name, field in form.fields.items()}
    labels |= {row.path: row.label for row in papers.rows}
    for finding in refusal.findings:
        # The page says the field's name itself.
        sentence = finding.sentence.removeprefix(f"{labels.get(finding.path, '')}：")
        broken = RuleBroken(finding.code, sentence, path=finding.path)
        if not papers.refuse(broken):
            form.show_refusal(broken)


def _page(
    request: HttpRequest,
    kind: MatterKind,
    device: Device,
    form: MatterForm,
    papers: Papers,
    *,
    status: int = 200,
) -> HttpResponse:
    corrects = kind == MatterKind.NUMBER_CORRECTION
    context: dict[str, Any] = {
        "title": f"依职权办理 · {kind.label}",
        "section": "console:number_corrections" if corrects else "console:devices_device_changelist",
        "kind": kind,
        "words": KINDS[kind],
        "device": device,
        "reason": why_not(kind, device) if request.method != "POST" else "",
        "form": form,
        "papers": papers,
    }
    return TemplateResponse(request, "console/matters/file.html", context, status=status)
