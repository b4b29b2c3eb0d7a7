"""The heartbeat of an open review page: says who else looks at the case, claims it at the first action."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.policies import Action, may, require
from ground.errors import RuleBroken
from renewals.console.queue import handed_in
from renewals.models import Viewing
from renewals.services.deciding import claim
from renewals.services.presence import note_viewing


@require_POST
def viewing(request: HttpRequest, reference: str) -> HttpResponse:
    """Note the look and answer with the line over the case; `begun` says that the person has begun to write."""
    require(request.user, Action.VIEW_REGISTER)
    renewal = handed_in(request.user, reference)
    refusal = ""
    if request.POST.get("begun") and may(request.user, Action.REVIEW_RENEWALS):
        try:
            renewal = claim(renewal_id=renewal.pk, reviewer=request.user)
        except RuleBroken as refused:
            refusal = refused.message
    note_viewing(renewal=renewal, person=request.user)
    now = timezone.now()
    others = Viewing.objects.live(now).filter(renewal=renewal).exclude(person=request.user)
    context = {
        "renewal": renewal,
        "refusal": refusal,
        "mine": renewal.is_claimed(now) and renewal.claimed_by_id == request.user.pk,
        "holder": renewal.claimed_by if renewal.claimed_by_other(request.user, now) else None,
        "others": [look.person.masked_name for look in others.select_related("person")[:5]],
    }
    return TemplateResponse(request, "console/_presence.html", context)
