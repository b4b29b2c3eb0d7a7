"""The heartbeat of an open review page: says who else looks at the case, claims it at the first action."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.policies import Action, may, require
from desk.claiming import claim_case, note_viewing, viewers_of
from desk.kinds import CaseKind
from desk.models import Claimable
from ground.errors import RuleBroken

NAMED = 5


def presence_of(kind: CaseKind, case: Claimable, request: HttpRequest) -> HttpResponse:
    """Note the look and answer with the line over the case; `begun` says that the person has begun to write."""
    require(request.user, Action.VIEW_REGISTER)
    refusal = ""
    if request.POST.get("begun") and may(request.user, kind.action):
        try:
            case = claim_case(kind, case_id=case.pk, reviewer=request.user)
        except RuleBroken as refused:
            refusal = refused.message
    note_viewing(kind, case_id=case.pk, person=request.user)
    now = timezone.now()
    context = {
        "viewing_url": request.path,
        "refusal": refusal,
        "mine": case.is_claimed(now) and case.claimed_by_id == request.user.pk,
        "others": viewers_of(kind, [case.pk], but=request.user).get(case.pk, [])[:NAMED],
    }
    return TemplateResponse(request, "console/_presence.html", context)
