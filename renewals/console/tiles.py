"""The figures of the workbench and of the sidebar; each is one bounded count over an index."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Action, may
from devices.models import Device
from ground.console import Tile
from ground.keyset import COUNT_CAP
from renewals.models import Decision, RenewalApplication


def workbench_tiles(request: HttpRequest) -> Iterator[Tile]:
    """换证待办, 入库待办, 我签收的, 今日已办, 超期, as far as they concern this person."""
    if not may(request.user, Action.VIEW_REGISTER):
        return
    queue = reverse("console:renewal_queue")
    counts = waiting_counts(request)
    yield Tile("换证待办", counts["console:renewal_queue"], queue, tone="go")
    yield Tile("入库待办", counts["console:intake_queue"], reverse("console:intake_queue"), tone="go")
    waiting = RenewalApplication.objects.awaiting_review().visible_to(request.user)
    if may(request.user, Action.REVIEW_RENEWALS):
        mine = waiting.filter(claimed_by=request.user, claimed_until__gt=timezone.now())
        yield Tile("我签收的", _count(mine), f"{queue}?claim=mine")
        yield Tile(
            "今日已办", _count(_decided_today(request)), f"{reverse('console:task_history')}?by=me&day=today"
        )
    yield Tile("全办今日已办", _count(_all_decided_today()), f"{reverse('console:task_history')}?day=today")
    overdue = _count(waiting.filter(due_on__lt=timezone.localdate()))
    yield Tile("超期", overdue, f"{queue}?due=over", tone="bad" if overdue else "")


def waiting_counts(request: HttpRequest) -> dict[str, int]:
    """How many renewals and intakes wait, for the sidebar; counted once for each request."""
    if not may(request.user, Action.VIEW_REGISTER):
        return {}
    if not hasattr(request, "_waiting_counts"):
        renewals = RenewalApplication.objects.awaiting_review().visible_to(request.user)
        intakes = Device.objects.awaiting_intake_review().visible_to(request.user)
        request._waiting_counts = {  # type: ignore[attr-defined]
            "console:renewal_queue": _count(renewals),
            "console:withdrawal_queue": _count(renewals.filter(withdrawal_requested_at__isnull=False)),
            "console:intake_queue": _count(intakes),
        }
    return request._waiting_counts  # type: ignore[attr-defined,no-any-return]


def _decided_today(request: HttpRequest) -> QuerySet[Decision]:
    return _all_decided_today().filter(decided_by=request.user)


def _all_decided_today() -> QuerySet[Decision]:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Decision.objects.filter(decided_by__isnull=False, at__gte=midnight)


def _count(rows: QuerySet) -> int:  # type: ignore[type-arg]
    return rows.order_by().values("pk")[:COUNT_CAP].count()
