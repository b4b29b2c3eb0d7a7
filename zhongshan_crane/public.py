"""The public pages beside the home: notices, 办事指南 and the chart of the way."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_safe

from devices.catalogue.papers import AttachmentRequirement
from devices.models import CatalogueVersion
from documents.views import answer_with
from ground.keyset import Page
from inbox.models import Contact, GuideSection, Notice

NOTICES_OF_A_PAGE = 20
# How the guide names the city's switch for a paper.
LEVELS = {"required": "必备", "conditional": "视情形", "optional": "可选"}


@dataclass(frozen=True)
class PaperLine:
    """One paper of 办事指南: its label and hint, and for each category how far it is asked for."""

    label: str
    hint: str
    standing: bool
    levels: list[str]


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """All published notices; a city has some dozens, so the pages are numbered."""
    found = Paginator(Notice.objects.published(), NOTICES_OF_A_PAGE).get_page(request.GET.get("page"))
    page = Page(
        rows=list(found),
        previous_url=f"?page={found.previous_page_number()}" if found.has_previous() else "",
        next_url=f"?page={found.next_page_number()}" if found.has_next() else "",
        count_text=str(found.paginator.count),
    )
    return render(request, "public/notices.html", {"page": page, "notices": page.rows})


@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One published notice with its files."""
    found = get_object_or_404(Notice.objects.published(), pk=pk)
    context = {"notice": found, "papers": found.papers.select_related("file")}
    return render(request, "public/notice.html", context)


@require_safe
@xframe_options_sameorigin
def notice_paper(request: HttpRequest, pk: int, paper: int, name: str) -> HttpResponse:
    """A file of a published notice, shown or with ?download=1 saved; `name` is there for the reader."""
    found = get_object_or_404(Notice.objects.published(), pk=pk)
    held = get_object_or_404(found.papers.select_related("file"), pk=paper)
    return answer_with(request, held.file, held.name)


@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """办事指南: the city's texts, and the papers from the one list that form and check read."""
    catalogue = CatalogueVersion.objects.in_force().catalogue
    categories = catalogue.enabled_categories()
    lines = [paper_line(item, [category.code for category in categories]) for item in catalogue.attachments]
    context = {
        "sections": GuideSection.objects.filter(is_shown=True),
        "contacts": Contact.objects.all(),
        "categories": categories,
        "papers": [line for line in lines if any(line.levels)],
        "workdays": settings.REVIEW_SLA_WORKDAYS,
    }
    return render(request, "public/guide.html", context)


@require_GET
def way(request: HttpRequest) -> HttpResponse:
    """换证流程图: each step leads to its page, through the login where that is needed."""
    return render(request, "public/way.html", {"workdays": settings.REVIEW_SLA_WORKDAYS})


def paper_line(paper: AttachmentRequirement, categories: list[str]) -> PaperLine:
    """The paper as the guide lists it; a level that is switched off is empty."""
    levels = [
        paper.levels.get(f"renewal.{category}", paper.levels.get("renewal", "off")) for category in categories
    ]
    return PaperLine(paper.label, paper.hint, paper.standing, [LEVELS.get(level, "") for level in levels])
