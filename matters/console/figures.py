"""The figures of the workbench and of the sidebar; each is one bounded count over an index."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from accounts.policies import Action, may
from ground.console import Tile
from ground.glossary import MatterStatus
from ground.keyset import COUNT_CAP
from matters.models import Matter, ProvinceErrand


def matter_tiles(request: HttpRequest) -> Iterator[Tile]:
    """企业事项待办 and 须在省网办理, as far as they concern this person."""
    counts = waiting_counts(request)
    if "console:matter_queue" in counts:
        yield Tile("企业事项待办", counts["console:matter_queue"], reverse("console:matter_queue"), tone="go")
    if waiting := counts.get("console:number_corrections"):
        yield Tile("备案号更正待复核", waiting, reverse("console:number_corrections"), tone="warn")
    if waiting := counts.get("console:province_errands"):
        yield Tile("须在省网办理", waiting, reverse("console:province_errands"), tone="warn")


def waiting_counts(request: HttpRequest) -> dict[str, int]:
    """How many wait, for the sidebar; counted once for each request."""
    if not may(request.user, Action.VIEW_REGISTER):
        return {}
    if not hasattr(request, "_waiting_matters"):
        request._waiting_matters = _counted(request)  # type: ignore[attr-defined]
    return request._waiting_matters  # type: ignore[attr-defined,no-any-return]


def _counted(request: HttpRequest) -> dict[str, int]:
    waiting = {"console:matter_queue": Matter.objects.awaiting_review().visible_to(request.user)}
    if may(request.user, Action.CORRECT_NUMBERS):
        asked = Matter.objects.corrections().filter(status=MatterStatus.PENDING)
        waiting["console:number_corrections"] = asked.visible_to(request.user)
    if may(request.user, Action.VIEW_UPLOADS):
        waiting["console:province_errands"] = ProvinceErrand.objects.visible_to(request.user).waiting()
    return {name: rows.order_by().values("pk")[:COUNT_CAP].count() for name, rows in waiting.items()}
