"""备案号更正: what waits for a second administrator, and all that were ever asked for."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.exporting import list_answer
from accounts.models import User
from accounts.naming import of_firm_named
from accounts.policies import Action, may, require
from ground.facets import Facet
from ground.glossary import MatterStatus
from ground.listing import Column, Listing, ListSpec, Typed
from ground.searching import matching
from ground.selecting import Picked
from matters.models import Matter
from matters.models.reads import MatterQuerySet

SEARCH = Typed("q", "查找", hint="企业 / 受理编号 / 新旧备案号 / 规格型号 / 出厂编号")
STATES = {
    state.value: label
    for state, label in (
        (MatterStatus.PENDING, "待复核"),
        (MatterStatus.ACCEPTED, "已更正"),
        (MatterStatus.DISMISSED, "不予办理"),
        (MatterStatus.VOIDED, "已撤销"),
    )
}
RELATED = ("device", "enterprise", "created_by")


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """The list, newest first, with its conditions in the address."""
    require(request.user, Action.VIEW_UPLOADS)
    listing = correction_list(request.user, request.GET)
    page = listing.page(related=RELATED)
    context = {
        "title": "备案号更正",
        "listing": listing,
        "page": page,
        "rows": [{"matter": matter, "state": STATES.get(matter.status, "")} for matter in page],
        "files": may(request.user, Action.CORRECT_NUMBERS),
    }
    return TemplateResponse(request, "console/matters/corrections.html", context)


@require_POST
def export_corrections(request: HttpRequest) -> FileResponse:
    """导出 of what the list's filter finds."""
    require(request.user, Action.VIEW_UPLOADS)
    listing = correction_list(request.user, request.POST)
    return list_answer(
        listing, Picked(everything=True), user=request.user, name="备案号更正", related=RELATED
    )


def correction_list(user: User, params: QueryDict) -> Listing[Matter]:
    """The corrections that the person may see, as the address narrows and sorts them."""
    facet = Facet("state", "办理状态", STATES, key="status", occurring=True)
    spec = ListSpec(columns=COLUMNS, typed=(SEARCH,), search=_search, facets=(facet,))
    return Listing(spec, Matter.objects.corrections().visible_to(user), params)


def _search(matters: MatterQuerySet, typed: Mapping[str, str]) -> MatterQuerySet:
    words = typed["q"]
    return matters.filter(matching(words) | of_firm_named(words)) if words else matters


def _day(moment: object) -> object:
    return timezone.localdate(moment) if moment else ""  # type: ignore[arg-type]


COLUMNS = (
    Column("受理编号", lambda matter: matter.reference, order="created_at"),
    Column("现登记的备案号", lambda matter: matter.text("former")),
    Column("更正后的备案号", lambda matter: matter.text("number")),
    Column("规格型号", lambda matter: matter.device.model, on_page=False),
    Column("出厂编号", lambda matter: matter.device.factory_number, on_page=False),
    Column("产权单位", lambda matter: matter.enterprise.name),
    Column("提出人", lambda matter: matter.created_by.masked_name if matter.created_by else ""),
    Column("提出日期", lambda matter: _day(matter.submitted_at), on_page=False),
    Column("理由", lambda matter: matter.text("explanation"), on_page=False),
    Column("办理状态", lambda matter: STATES.get(matter.status, "")),
    Column("办结日期", lambda matter: _day(matter.decided_at), on_page=False),
    Column("操作", css="act"),
)
