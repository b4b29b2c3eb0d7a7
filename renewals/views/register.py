"""设备信息管理 › 备案设备信息管理: the register with each machine's 换证进度."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.access import portal_door
from accounts.exporting import list_answer
from devices import city_rules
from ground.selecting import picked
from renewals.listings import register_list
from renewals.listings.register import progress_tiles
from renewals.progress import days_to_deadline, progress_rows

# The columns that a line shows, and those by which the list is sorted; contacts, above all, are not opened.
SHOWN = (
    "age_limit_on",
    "age_near_from",
    "assessed_until",
    "cancelled_there_at",
    "catalogue_version",
    "category",
    "certificate_status",
    "created_at",
    "details",
    "factory_number",
    "intake_status",
    "internal_number",
    "manufacture_date",
    "model",
    "new_registration_number",
    "number_in_force",
    "old_registration_number",
)


@portal_door
@require_GET
def registered(request: HttpRequest) -> HttpResponse:
    """Tiles, search, filters, and one row for each machine with its next step."""
    listing = register_list(request.user, request.GET, timezone.localdate())
    page = listing.page(only=SHOWN)
    context = {
        "listing": listing,
        "page": page,
        "rows": progress_rows(page.rows),
        "tiles": progress_tiles(listing),
        "days_left": days_to_deadline(),
        "deadline": city_rules.deadline(),
    }
    return render(request, "renewals/registered.html", context)


@portal_door
@require_POST
def export_registered(request: HttpRequest) -> FileResponse:
    """导出 of what the register's filter finds, or of what is ticked."""
    listing = register_list(request.user, request.POST, timezone.localdate())
    choice = picked(request.POST)
    return list_answer(listing, choice, user=request.user, name="备案设备信息", rows_of=progress_rows)
