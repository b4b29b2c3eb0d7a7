"""The lists behind the figures: machines and renewals, with 导出."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.exporting import list_answer
from accounts.policies import Action, require
from devices.listing import town_word
from ground.selecting import Picked
from renewals.console.due import due_tag
from reports.listings import case_list, machine_list
from reports.scope import Scope

# What a line says of a renewal, the orders among it.
CASE_SHOWN = (
    "reference",
    "enterprise__name",
    "model",
    "storage_town",
    "approval_status",
    "upload_status",
    "created_at",
    "submitted_at",
    "due_on",
)


@require_safe
def machines(request: HttpRequest) -> HttpResponse:
    """The machines that a figure counts."""
    require(request.user, Action.VIEW_REPORTS)
    listing = machine_list(Scope(request.user), request.GET, timezone.localdate())
    page = listing.page(related=("enterprise",))
    context = {
        "title": "设备名单",
        "section": "console:report_safety" if request.GET.get("watch") else "console:report_progress",
        "listing": listing,
        "page": page,
        "rows": [{"machine": machine, "town": town_word(machine.storage_town)} for machine in page.rows],
    }
    return TemplateResponse(request, "console/reports/machines.html", context)


@require_POST
def export_machines(request: HttpRequest) -> HttpResponseBase:
    """导出 of the machines that the filter finds."""
    require(request.user, Action.VIEW_REPORTS)
    listing = machine_list(Scope(request.user), request.POST, timezone.localdate())
    return list_answer(
        listing, Picked(everything=True), user=request.user, name="设备名单", related=("enterprise",)
    )


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The renewals that a figure counts."""
    require(request.user, Action.VIEW_REPORTS)
    today = timezone.localdate()
    listing = case_list(Scope(request.user), request.GET, today)
    page = listing.page(related=("enterprise",), only=CASE_SHOWN)
    context = {
        "title": "换证申请名单",
        "section": "console:report_of_cases",
        "listing": listing,
        "page": page,
        "rows": [
            {
                "renewal": renewal,
                "town": town_word(renewal.storage_town),
                "due": due_tag(renewal.due_on, today) if renewal.approval_status == "pending" else None,
            }
            for renewal in page.rows
        ],
    }
    return TemplateResponse(request, "console/reports/cases.html", context)


@require_POST
def export_cases(request: HttpRequest) -> HttpResponseBase:
    """导出 of the renewals that the filter finds."""
    require(request.user, Action.VIEW_REPORTS)
    listing = case_list(Scope(request.user), request.POST, timezone.localdate())
    return list_answer(
        listing, Picked(everything=True), user=request.user, name="换证申请名单", related=("enterprise",)
    )
