"""企业事项待办, what waits for review, oldest first; and 企业事项, all that were handed in, newest first."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies import Action, may, require
from ground.glossary import MatterKind, MatterStatus
from ground.keyset import keyset_page
from ground.searching import matching
from matters.models import Matter
from matters.models.reads import MatterQuerySet
from renewals.console.due import due_tag

FILTERS = ("q", "kind", "state")
HANDED_IN = [state for state in MatterStatus if state != MatterStatus.VOIDED]


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The list of what waits, with its filters in the address: `q`, `kind`."""
    require(request.user, Action.VIEW_REGISTER)
    waiting = _filtered(Matter.objects.awaiting_review().visible_to(request.user), request)
    page = keyset_page(waiting, params=request.GET, by="submitted_at", oldest_first=True)
    today = timezone.localdate()
    rows = [{"matter": matter, "due": due_tag(matter.due_on, today)} for matter in page]
    return _answer(request, "console/matters/queue.html", "企业事项待办", page, rows)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """All that were ever handed in, declarations of 暂不换证 among them."""
    require(request.user, Action.VIEW_REGISTER)
    known = _filtered(Matter.objects.visible_to(request.user), request)
    state = request.GET.get("state", "")
    known = known.filter(status=state) if state in MatterStatus.values else known
    page = keyset_page(known, params=request.GET)
    rows = [{"matter": matter} for matter in page]
    return _answer(request, "console/matters/register.html", "企业事项", page, rows)


def _filtered(matters: MatterQuerySet, request: HttpRequest) -> MatterQuerySet:
    if words := request.GET.get("q", "").strip():
        matters = matters.filter(matching(words) | Q(enterprise__name__icontains=words))
    kind = request.GET.get("kind", "")
    matters = matters.filter(kind=kind) if kind in MatterKind.values else matters
    return matters.select_related("device", "enterprise", "counterparty")


def _answer(request: HttpRequest, template: str, title: str, page: object, rows: list) -> HttpResponse:
    context = {
        "title": title,
        "page": page,
        "rows": rows,
        "kinds": MatterKind,
        "states": HANDED_IN,
        "chosen": {name: request.GET.get(name, "") for name in FILTERS},
        "filtered": any(request.GET.get(name) for name in FILTERS),
        "reviews": may(request.user, Action.REVIEW_MATTERS),
    }
    return TemplateResponse(request, template, context)
