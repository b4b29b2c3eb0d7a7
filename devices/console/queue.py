"""入库待办: the machines that wait for intake review, oldest first, and who is on them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies import Action, may, require
from desk.console.queues import rows_in_hand
from devices.expiring import HEAVY
from devices.intake_listing import intake_list
from devices.services.claiming import INTAKES


@require_safe
def intake_queue(request: HttpRequest) -> HttpResponse:
    """The list, with its conditions in the address (`devices.intake_listing`)."""
    require(request.user, Action.VIEW_REGISTER)
    waiting = INTAKES.waiting(request.user).select_related("enterprise", "claimed_by").defer(*HEAVY)
    listing = intake_list(request.user, waiting, request.GET, timezone.now(), timezone.localdate())
    page = listing.page()
    context = {
        "title": "入库待办",
        "listing": listing,
        "page": page,
        "rows": rows_in_hand(INTAKES, page.rows, request.user),
        "reviews": may(request.user, Action.REVIEW_INTAKE),
    }
    return TemplateResponse(request, "console/intake_queue.html", context)
