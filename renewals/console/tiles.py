"""The figures of the workbench and of the sidebar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Action, may
from devices.models import Device
from ground.console import Tile, counts_for, numbers_for
from ground.kept_counts import kept_counts
from renewals.models import Decision
from renewals.services.claiming import RENEWALS
from renewals.services.second_review import has_two_levels, without_own

SECOND = "console:second_queue"


def workbench_tiles(request: HttpRequest) -> Iterator[Tile]:
    """换证待办, 入库待办, 待复核, 我签收的, 今日已办, 超期, as far as they concern this person."""
    if not may(request.user, Action.VIEW_REGISTER):
        return
    queue, history = reverse("console:renewal_queue"), reverse("console:task_history")
    reviews = may(request.user, Action.REVIEW_RENEWALS)
    counts = counts_for(request)
    figures = kept_counts(request.user, "figures", lambda: numbers_for(request, _figures(request)))
    yield Tile("换证待办", counts["console:renewal_queue"], queue, tone="go")
    yield Tile("入库待办", counts["console:intake_queue"], reverse("console:intake_queue"), tone="go")
    if has_two_levels():
        yield Tile(
            "待复核", counts[SECOND], reverse(SECOND), tone="go", note="不含您初审的" if reviews else ""
        )
    if reviews:
        yield Tile("我签收的", figures["mine"], f"{queue}?claim=mine")
        yield Tile("今日已办", figures["done"], f"{history}?by=me&day=today")
    yield Tile("全办今日已办", figures["all_done"], f"{history}?day=today")
    overdue = figures["overdue"]
    yield Tile("超期", overdue, f"{queue}?due=over", tone="bad" if overdue else "")


def waiting_counts(request: HttpRequest) -> dict[str, QuerySet[Any]]:
    """The renewals and intakes that wait, for the sidebar."""
    if not may(request.user, Action.VIEW_REGISTER):
        return {}
    renewals = RENEWALS.waiting(request.user)
    counts: dict[str, QuerySet[Any]] = {
        "console:renewal_queue": renewals,
        "console:withdrawal_queue": renewals.filter(withdrawal_requested_at__isnull=False),
        "console:intake_queue": Device.objects.awaiting_intake_review().visible_to(request.user),
    }
    if has_two_levels():
        counts[SECOND] = without_own(renewals.filter(first_acceptance__isnull=False), request.user)
    return counts


def _figures(request: HttpRequest) -> dict[str, QuerySet[Any]]:
    waiting, now = RENEWALS.waiting(request.user), timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    decided = Decision.objects.filter(decided_by__isnull=False, at__gte=midnight)
    return {
        "mine": waiting.filter(claimed_by=request.user, claimed_until__gt=now),
        "done": decided.filter(decided_by=request.user),
        "all_done": decided,
        "overdue": waiting.filter(due_on__lt=timezone.localdate()),
    }
