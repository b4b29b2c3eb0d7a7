"""任务历史 for the office: every step of every case that was handed in, and its 导出."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.exporting import list_answer
from accounts.policies import Action, require
from ground.selecting import Picked
from renewals.history_rows import history_rows
from renewals.listings.office_steps import office_step_list


@require_safe
def task_history(request: HttpRequest) -> HttpResponse:
    """The list, newest first, with its filters in the address."""
    require(request.user, Action.VIEW_REGISTER)
    listing = office_step_list(request.user, request.GET)
    page = listing.page()
    context = {
        "title": "任务历史",
        "listing": listing,
        "page": page,
        "rows": history_rows(page.rows, request.user),
    }
    return TemplateResponse(request, "console/task_history.html", context)


@require_POST
def export_task_history(request: HttpRequest) -> HttpResponseBase:
    """导出 of the steps that the list's filter finds."""
    require(request.user, Action.VIEW_REGISTER)
    listing = office_step_list(request.user, request.POST)
    return list_answer(
        listing,
        Picked(everything=True),
        user=request.user,
        name="任务历史",
        rows_of=lambda entries: history_rows(entries, request.user),
    )
