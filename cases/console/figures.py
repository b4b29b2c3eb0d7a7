"""How many cases wait, for workbench and sidebar; one bounded count for each request."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest

from accounts.policies import Action, may
from cases.models import Case
from cases.words import CaseStatus
from ground.console import Tile
from ground.keyset import COUNT_CAP


def case_tiles(request: HttpRequest) -> Iterator[Tile]:
    """疑似问题待处理, where there are any and the person handles them."""
    if not may(request.user, Action.HANDLE_CASES):
        return
    if waiting := case_counts(request).get("console:cases"):
        yield Tile("疑似问题待处理", waiting, f"/console/cases/?state={CaseStatus.OPEN}", tone="warn")


def case_counts(request: HttpRequest) -> dict[str, int]:
    """The number beside 疑似问题."""
    if not may(request.user, Action.VIEW_REGISTER):
        return {}
    if not hasattr(request, "_open_cases"):
        waiting = Case.objects.visible_to(request.user).filter(status=CaseStatus.OPEN)
        request._open_cases = waiting.order_by().values("pk")[:COUNT_CAP].count()  # type: ignore[attr-defined]
    return {"console:cases": request._open_cases}  # type: ignore[attr-defined]
