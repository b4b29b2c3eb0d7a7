"""换证待办: what waits for review, oldest first, and who is on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.policies import Action, may, require
from desk.console.queues import rows_in_hand
from ground.listing import Listing
from renewals.console.due import due_tag
from renewals.listings.queue import queue_list
from renewals.models import RenewalApplication
from renewals.models.application import RenewalQuerySet
from renewals.services.claiming import RENEWALS
from renewals.services.second_review import is_own_second

# The columns that a line shows: a case has some sixty, of which each costs a list as much as it tells a page.
SHOWN = (
    "approval_status",
    "catalogue_version",
    "category",
    "claimed_by__full_name",
    "claimed_by__username",
    "claimed_until",
    "due_on",
    "enterprise__name",
    "first_acceptance__accepted_by",
    "model",
    "old_registration_number",
    "reference",
    "round",
    "submitted_at",
    "upload_status",
    "warnings",
    "withdrawal_requested_at",
)


@require_safe
def renewal_queue(request: HttpRequest) -> HttpResponse:
    """The list, with its conditions in the address (`renewals.listings.queue`)."""
    return _answer(request, "换证待办", RENEWALS.waiting(request.user))


@require_safe
def withdrawal_queue(request: HttpRequest) -> HttpResponse:
    """撤回申请: of what waits, that which its firm asks back."""
    asked = RENEWALS.waiting(request.user).filter(withdrawal_requested_at__isnull=False)
    return _answer(request, "撤回申请", asked)


@require_safe
def second_queue(request: HttpRequest) -> HttpResponse:
    """待复核: of what waits, that which one reviewer has accepted."""
    return _answer(request, "待复核", RENEWALS.waiting(request.user).awaiting_second())


def waiting_list(user: User, params: QueryDict) -> Listing[RenewalApplication]:
    """换证待办 as the conditions in `params` narrow it."""
    found = RENEWALS.waiting(user).select_related("device", "enterprise", "claimed_by")
    return queue_list(user, found, params, timezone.now(), timezone.localdate())


def handed_in(user: User, reference: str) -> RenewalApplication:
    """The case with that reference as the person may see it; Http404 where there is none."""
    visible = RenewalApplication.objects.visible_to(user)
    known = visible.select_related(
        "device", "enterprise", "claimed_by", "first_acceptance__accepted_by"
    ).filter(round__gt=0)
    return get_object_or_404(known, reference=reference)


def _answer(request: HttpRequest, title: str, rows: RenewalQuerySet) -> HttpResponse:
    require(request.user, Action.VIEW_REGISTER)
    reviews = may(request.user, Action.REVIEW_RENEWALS)
    now, today = timezone.now(), timezone.localdate()
    found = rows.select_related("enterprise", "claimed_by", "first_acceptance").only(*SHOWN)
    listing = queue_list(request.user, found, request.GET, now, today, chooses=reviews)
    page = listing.page()
    rows_shown = rows_in_hand(RENEWALS, page.rows, request.user)
    context = {
        "title": title,
        "listing": listing,
        "page": page,
        "rows": [
            {
                **row,
                "renewal": row["case"],
                "due": due_tag(row["case"].due_on, today),
                "own_first": is_own_second(row["case"], request.user),
            }
            for row in rows_shown
        ],
        "reviews": reviews,
    }
    return TemplateResponse(request, "console/renewal_queue.html", context)
