"""催办: the firms that are behind, a second look, and the sending; the head and the supervisors only read."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.exporting import list_answer
from accounts.models import Enterprise
from accounts.policies import Action, may, require
from devices.listing import town_word
from ground.selecting import Picked, picked
from reports.listings import firm_list
from reports.scope import Scope
from reports.urging import MOST, Backlog, backlogs, urge

TITLE = "催办"
SECTION = "console:report_urging"


@dataclass(frozen=True, slots=True)
class FirmRow:
    """One firm with what it is behind with."""

    firm: Enterprise
    backlog: Backlog

    @property
    def town(self) -> str:
        """The firm's town in words."""
        return town_word(self.firm.town)


@require_safe
def urging(request: HttpRequest) -> HttpResponse:
    """The list."""
    require(request.user, Action.VIEW_REPORTS)
    scope = Scope(request.user)
    urges = may(request.user, Action.URGE_FIRMS)
    listing = firm_list(scope, request.GET, urges=urges)
    page = listing.page()
    context = {
        "title": TITLE,
        "listing": listing,
        "page": page,
        "rows": _rows(scope, page.rows),
        "urges": urges,
        "scope": scope,
        "most": MOST,
        "limit": settings.URGING_MOST,
        "days": settings.URGING_DAYS,
    }
    return TemplateResponse(request, "console/reports/urging.html", context)


@require_POST
def urging_confirm(request: HttpRequest) -> HttpResponse:
    """The second look: who will be urged, and with what words."""
    require(request.user, Action.URGE_FIRMS)
    scope = Scope(request.user)
    chosen = firm_list(scope, request.POST, urges=True).taken(picked(request.POST))
    rows = _rows(scope, list(chosen[: MOST + 1]))
    context = {
        "title": TITLE,
        "section": SECTION,
        "rows": [row for row in rows if row.backlog.is_urgeable][:MOST],
        "left_out": sum(not row.backlog.is_urgeable for row in rows),
        "too_many": len(rows) > MOST,
        "most": MOST,
    }
    return TemplateResponse(request, "console/reports/urging_confirm.html", context)


@require_POST
def urging_send(request: HttpRequest) -> HttpResponse:
    """Send, and say how many were."""
    firms = picked(request.POST).ids
    sent, left_out = urge(firms=firms, user=request.user)
    rest = f"另有 {left_out} 家已办理、已停用或近期已催办过，没有重复催办。" if left_out else ""
    messages.success(request, f"已催办 {sent} 家企业，消息已发送，并按企业的接收设置发送邮件、短信。{rest}")
    return redirect(SECTION)


@require_POST
def export_firms(request: HttpRequest) -> HttpResponseBase:
    """导出 of the firms that the filter finds."""
    require(request.user, Action.VIEW_REPORTS)
    scope = Scope(request.user)
    return list_answer(
        firm_list(scope, request.POST, urges=False),
        Picked(everything=True),
        user=request.user,
        name="催办企业名单",
        rows_of=lambda firms: _rows(scope, firms),
    )


def _rows(scope: Scope, firms: list[Enterprise]) -> list[FirmRow]:
    found = backlogs(scope, [firm.pk for firm in firms])
    return [FirmRow(firm, found[firm.pk]) for firm in firms]
