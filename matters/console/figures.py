"""The figures of the workbench and of the sidebar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.policies import Action, may
from ground.console import Tile, counts_for
from ground.glossary import MatterStatus
from matters.models import Matter, ProvinceErrand


def matter_tiles(request: HttpRequest) -> Iterator[Tile]:
    """企业事项待办 and 须在省网办理, as far as they concern this person."""
    counts = counts_for(request)
    if "console:matter_queue" in counts:
        yield Tile("企业事项待办", counts["console:matter_queue"], reverse("console:matter_queue"), tone="go")
    if waiting := counts.get("console:number_corrections"):
        yield Tile("备案号更正待复核", waiting, reverse("console:number_corrections"), tone="warn")
    if waiting := counts.get("console:province_errands"):
        yield Tile("须在省网办理", waiting, reverse("console:province_errands"), tone="warn")


def waiting_counts(request: HttpRequest) -> dict[str, QuerySet[Any]]:
    """What waits, for the sidebar."""
    if not may(request.user, Action.VIEW_REGISTER):
        return {}
    waiting: dict[str, QuerySet[Any]] = {
        "console:matter_queue": Matter.objects.awaiting_review().visible_to(request.user)
    }
    if may(request.user, Action.CORRECT_NUMBERS):
        asked = Matter.objects.corrections().filter(status=MatterStatus.PENDING)
        waiting["console:number_corrections"] = asked.visible_to(request.user)
    if may(request.user, Action.VIEW_UPLOADS):
        waiting["console:province_errands"] = ProvinceErrand.objects.visible_to(request.user).waiting()
    return waiting
