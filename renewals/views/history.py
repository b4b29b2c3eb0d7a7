"""省网上传资料审核 › 任务历史: every step of every machine and renewal of the firm."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import portal_door
from accounts.exporting import list_answer
from audit.models import HistoryEntry
from ground.selecting import Picked
from renewals.history_rows import HistoryRow, history_rows
from renewals.listings import step_list


@portal_door
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """The steps, newest first; 查看 unfolds the opinion with the remarks per field."""
    listing = step_list(request.user, request.GET)
    page = listing.page()
    context = {"listing": listing, "page": page, "rows": history_rows(page.rows, request.user)}
    return render(request, "renewals/history.html", context)


@portal_door
@require_POST
def export_history(request: HttpRequest) -> FileResponse:
    """导出 of the steps that the list's filter finds."""

    def rows_of(entries: list[HistoryEntry]) -> list[HistoryRow]:
        return history_rows(entries, request.user)

    listing = step_list(request.user, request.POST)
    return list_answer(listing, Picked(everything=True), user=request.user, name="任务历史", rows_of=rows_of)
