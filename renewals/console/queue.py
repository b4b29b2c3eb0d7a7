"""换证待办: what waits for review, oldest first, and who is on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.policies import Action, may, require
from ground.listing import Listing
from renewals.console.due import due_tag
from renewals.listings.queue import queue_list
from renewals.models import RenewalApplication, Viewing
from renewals.models.application import RenewalQuerySet


@require_safe
def renewal_queue(request: HttpRequest) -> HttpResponse:
    """The list, with its conditions in the address (`renewals.listings.queue`)."""
    return _answer(request, "换证待办", _waiting(request.user))


@require_safe
def withdrawal_queue(request: HttpRequest) -> HttpResponse:
    """撤回申请: of what waits, that which its firm asks back."""
    return _answer(request, "撤回申请", _waiting(request.user).filter(withdrawal_requested_at__isnull=False))


def waiting_list(user: User, params: QueryDict) -> Listing[RenewalApplication]:
    """换证待办 as the conditions in `params` narrow it."""
    found = _waiting(user).select_related("device", "enterprise", "claimed_by")
    return queue_list(user, found, params, timezone.now(), timezone.localdate())


def next_waiting(user: User) -> RenewalApplication | None:
    """The oldest case that this reviewer can take: nobody else has claimed it."""
    others = RenewalApplication.objects.claimed_by_others(user, timezone.now()).values("pk")
    return _waiting(user).exclude(pk__in=others).order_by("submitted_at", "id").first()


def handed_in(user: User, reference: str) -> RenewalApplication:
    """The case with that reference as the person may see it; Http404 where there is none."""
    visible = RenewalApplication.objects.visible_to(user)
    known = visible.select_related("device", "enterprise", "claimed_by").filter(round__gt=0)
    return get_object_or_404(known, reference=reference)


def _waiting(user: User) -> RenewalQuerySet:
    return RenewalApplication.objects.awaiting_review().visible_to(user)


def _answer(request: HttpRequest, title: str, rows: RenewalQuerySet) -> HttpResponse:
    require(request.user, Action.VIEW_REGISTER)
    reviews = may(request.user, Action.REVIEW_RENEWALS)
    now, today = timezone.now(), timezone.localdate()
    found = rows.select_related("device", "enterprise", "claimed_by")
    listing = queue_list(request.user, found, request.GET, now, today, chooses=reviews)
    page = listing.page()
    watched = _watched(page.rows, request.user)
    context = {
        "title": title,
        "listing": listing,
        "page": page,
        "rows": [_row(renewal, request.user, watched.get(renewal.pk, [])) for renewal in page],
        "reviews": reviews,
    }
    return TemplateResponse(request, "console/renewal_queue.html", context)


def _watched(renewals: list[RenewalApplication], user: User) -> dict[int, list[str]]:
    """Who else has each of the cases open, by one query."""
    looks = Viewing.objects.live(timezone.now()).filter(renewal__in=[renewal.pk for renewal in renewals])
    found: dict[int, list[str]] = {}
    for look in looks.exclude(person=user).select_related("person").order_by("id"):
        found.setdefault(look.renewal_id, []).append(look.person.masked_name)
    return found


def _row(renewal: RenewalApplication, user: User, viewers: list[str]) -> dict[str, Any]:
    claimed = renewal.claimed_by if renewal.is_claimed(timezone.now()) else None
    return {
        "renewal": renewal,
        "due": due_tag(renewal.due_on, timezone.localdate()),
        "claimed": "我" if claimed == user else claimed.masked_name if claimed else "",
        "viewers": [name for name in viewers if not claimed or name != claimed.masked_name],
    }
