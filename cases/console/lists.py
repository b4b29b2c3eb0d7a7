"""疑似问题: the list of the office and its 导出."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.exporting import list_answer
from accounts.policies import Action, require
from cases.listing import case_list
from ground.selecting import Picked

RELATED = ("device", "claimed_by")


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The list, newest first, with its conditions in the address."""
    require(request.user, Action.VIEW_REGISTER)
    listing = case_list(request.user, request.GET)
    context = {"title": "疑似问题", "listing": listing, "page": listing.page(related=RELATED)}
    return TemplateResponse(request, "console/cases/list.html", context)


@require_POST
def export_cases(request: HttpRequest) -> FileResponse:
    """导出 of what the list's filter finds; contacts masked as on the page."""
    require(request.user, Action.VIEW_REGISTER)
    listing = case_list(request.user, request.POST)
    related = (*RELATED, "device__enterprise")
    return list_answer(listing, Picked(everything=True), user=request.user, name="疑似问题", related=related)
