"""批量接受 in the console: what was chosen, the one confirmation, the progress and the result of each."""

from __future__ import annotations

import re

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.idle import background
from accounts.policies import Action, require
from ground.errors import RuleBroken
from ground.glossary import AcceptOutcome
from ground.selecting import picked
from renewals.checklist import LOOKED_AT
from renewals.console.queue import waiting_list
from renewals.models import AcceptJob, RenewalApplication
from renewals.services.accepting_many import MOST, ask_to_accept
from renewals.services.second_review import is_own_second

SHOWN = ("device", "claimed_by", "first_acceptance")
SEEN = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")


@require_POST
def accept_many(request: HttpRequest) -> HttpResponse:
    """Show what was chosen on 换证待办, sorted into what can be accepted in one go and what cannot."""
    require(request.user, Action.REVIEW_RENEWALS)
    listing = waiting_list(request.user, request.POST)
    chosen = list(listing.taken(picked(request.POST)).select_related(*SHOWN)[: MOST + 1])
    if not chosen or len(chosen) > MOST:
        said = f"一次最多选 {MOST} 件，请缩小条件后再选。" if chosen else "还没有选择，请先勾选换证申请。"
        messages.error(request, said)
        return HttpResponseRedirect(reverse("console:renewal_queue") + listing.url())
    return _choice(request, chosen)


@require_POST
def accept_many_confirmed(request: HttpRequest) -> HttpResponse:
    """Queue the acceptances and lead to their progress."""
    require(request.user, Action.REVIEW_RENEWALS)
    found = [SEEN.fullmatch(text) for text in request.POST.getlist("seen")]
    seen = {int(match[1]): int(match[2]) for match in found if match}
    confirmed = {int(text) for text in request.POST.getlist("confirmed") if text in map(str, LOOKED_AT)}
    try:
        job = ask_to_accept(reviewer=request.user, seen=seen, confirmed=confirmed)
    except RuleBroken as refusal:
        waiting = RenewalApplication.objects.awaiting_review().visible_to(request.user)
        chosen = list(waiting.filter(pk__in=list(seen)[:MOST]).select_related(*SHOWN))
        return _choice(request, chosen, refusal=refusal)
    return HttpResponseRedirect(reverse("console:accepted_many", args=[job.pk]))


@background
@require_safe
def accepted_many(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the batch is, and the result of each renewal; by htmx the changing part alone."""
    require(request.user, Action.REVIEW_RENEWALS)
    job = get_object_or_404(AcceptJob.objects.visible_to(request.user), pk=pk)
    counts = job.items.aggregate(
        total=Count("pk"),
        accepted=Count("pk", filter=Q(outcome=AcceptOutcome.ACCEPTED)),
        first=Count("pk", filter=Q(outcome=AcceptOutcome.FIRST_ACCEPTED)),
        skipped=Count("pk", filter=Q(outcome=AcceptOutcome.SKIPPED)),
    )
    done = counts["accepted"] + counts["first"] + counts["skipped"]
    context = {
        "title": "批量接受备案",
        "section": "console:renewal_queue",
        "job": job,
        "items": job.items.select_related("renewal").order_by("id"),
        "counts": counts,
        "done": done,
        "open": done < counts["total"],
    }
    whole = "console/accepted_many.html"
    name = "console/_accepted_many.html" if request.headers.get("HX-Request") else whole
    return TemplateResponse(request, name, context)


def _choice(
    request: HttpRequest, chosen: list[RenewalApplication], *, refusal: RuleBroken | None = None
) -> HttpResponse:
    reasons = [(renewal, _left_out(request, renewal)) for renewal in chosen]
    context = {
        "title": "批量接受备案",
        "section": "console:renewal_queue",
        "taken": [renewal for renewal, reason in reasons if not reason],
        "left_out": [(renewal, reason) for renewal, reason in reasons if reason],
        "points": LOOKED_AT,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return TemplateResponse(request, "console/accept_many.html", context, status=status)


def _left_out(request: HttpRequest, renewal: RenewalApplication) -> str:
    """Why the renewal cannot be accepted without a look of its own; empty where it can."""
    if renewal.claimed_by_other(request.user, timezone.now()):
        return "他人已签收"
    if is_own_second(renewal, request.user):
        return "由您初审，须另一位审核人员复核"
    if renewal.withdrawal_requested_at:
        return "企业申请撤回"
    if renewal.is_hanging:
        return "设备还没有入库"
    return f"预审提醒 {renewal.warnings} 条" if renewal.warnings else ""
