"""企业事项待办, what waits for review, oldest first; and 企业事项, all that were handed in, newest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies import Action, may, require
from desk.console.queues import rows_in_hand
from matters.office_listing import known_matters, waiting_matters
from matters.services.claiming import MATTERS
from renewals.console.due import due_tag


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The list of what waits, with its conditions in the address (`matters.office_listing`)."""
    require(request.user, Action.VIEW_REGISTER)
    today = timezone.localdate()
    waiting = MATTERS.waiting(request.user).select_related(
        "device", "enterprise", "counterparty", "claimed_by"
    )
    listing = waiting_matters(request.user, waiting, request.GET, timezone.now(), today)
    page = listing.page()
    context = {
        "title": "企业事项待办",
        "listing": listing,
        "page": page,
        "rows": [
            {**row, "due": due_tag(row["case"].due_on, today)}
            for row in rows_in_hand(MATTERS, page.rows, request.user)
        ],
        "reviews": may(request.user, Action.REVIEW_MATTERS),
    }
    return TemplateResponse(request, "console/matters/queue.html", context)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """All that were ever handed in, declarations of 暂不换证 among them."""
    require(request.user, Action.VIEW_REGISTER)
    listing = known_matters(request.user, request.GET)
    page = listing.page(related=("device", "enterprise", "counterparty"))
    context = {"title": "企业事项", "listing": listing, "page": page}
    return TemplateResponse(request, "console/matters/register.html", context)
