"""企业事项: the list, one matter with its history, and its papers."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.access import portal_door
from accounts.exporting import list_answer
from accounts.policies import Action, may
from audit.account_events import Subject
from audit.models import HistoryEntry
from audit.naming import about
from audit.showing import timeline
from devices.findings import Finding
from documents.models import Attachment, SubjectKind
from documents.selectors import attachments_by_kind
from documents.views import answer_with
from ground.glossary import AboutKind
from ground.selecting import Picked
from matters.forms import shown_content
from matters.listing import is_incoming, matter_list
from matters.models import Matter
from matters.papers import LABELS
from matters.views.finding import found_matter
from matters.words import KINDS, next_step

TIMELINE_LENGTH = 50
EVERYTHING = Picked(everything=True)


@portal_door
@require_GET
def matters(request: HttpRequest) -> HttpResponse:
    """The firm's matters and those offered to it, newest first, with what comes next for each."""
    listing = matter_list(request.user, request.GET)
    page = listing.page(related=("device", "enterprise", "counterparty"))
    rows = [_row(matter, request) for matter in page]
    return render(request, "matters/list.html", {"listing": listing, "page": page, "rows": rows})


@portal_door
@require_POST
def export_matters(request: HttpRequest) -> FileResponse:
    """导出 of what the list's filter finds."""
    listing = matter_list(request.user, request.POST)
    return list_answer(
        listing, EVERYTHING, user=request.user, name="企业事项", related=("device", "enterprise")
    )


@portal_door
@require_GET
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One matter: what was applied for, where it is, what comes next."""
    return render(request, "matters/detail.html", detail_context(request, found_matter(request, reference)))


@portal_door
@require_safe
@xframe_options_sameorigin
def paper(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A paper of the matter: also the firm that takes a machine over reads what it is to confirm."""
    matter = found_matter(request, reference)
    held = Attachment.objects.of(SubjectKind.MATTER, matter.pk)
    attachment = get_object_or_404(held, pk=pk)
    if matter.enterprise_id != request.user.enterprise_id and not _handed_in(matter, attachment):
        raise Http404
    return paper_answer(request, matter, attachment)


def paper_answer(request: HttpRequest, matter: Matter, attachment: Attachment) -> HttpResponse:
    """The bytes of a paper that the person may see."""
    answer = answer_with(request, attachment.file, attachment.name)
    return about(answer, [Subject(AboutKind.MATTER, matter.pk)], attachment=attachment.pk)


def detail_context(
    request: HttpRequest, matter: Matter, *, problems: list[Finding] | None = None, refusal: str = ""
) -> dict[str, Any]:
    """What the page of one matter shows; `problems` is what a refused 提交 has found."""
    incoming = is_incoming(matter, request.user)
    held = attachments_by_kind(SubjectKind.MATTER, matter.pk)
    current = matter.current_round()
    return {
        "matter": matter,
        "words": KINDS[matter.sort],
        "incoming": incoming,
        "next": next_step(matter, incoming=incoming),
        "content": shown_content(matter.sort, matter.content),
        "papers": [(LABELS[code][0], held[code]) for code in LABELS if code in held],
        "decision": current if current and current.outcome else None,
        "timeline": timeline(HistoryEntry.objects.of_matter(matter.pk)[:TIMELINE_LENGTH]),
        "may_confirm": incoming and may(request.user, Action.CONFIRM_TRANSFER),
        "problems": problems or [],
        "refusal": refusal,
        "section": "matters:list",
    }


def _row(matter: Matter, request: HttpRequest) -> dict[str, Any]:
    incoming = is_incoming(matter, request.user)
    return {"matter": matter, "incoming": incoming, "next": next_step(matter, incoming=incoming)}


def _handed_in(matter: Matter, attachment: Attachment) -> bool:
    current = matter.current_round()
    return current is not None and any(item["id"] == attachment.pk for item in current.attachments)
