"""How many cases wait, for workbench and sidebar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.policies import Action, may
from cases.models import Case
from cases.words import CaseStatus
from ground.console import Tile, counts_for


def case_tiles(request: HttpRequest) -> Iterator[Tile]:
    """疑似问题待处理, where there are any and the person handles them."""
    if not may(request.user, Action.HANDLE_CASES):
        return
    if waiting := counts_for(request).get("console:cases"):
        yield Tile("疑似问题待处理", waiting, f"/console/cases/?state={CaseStatus.OPEN}", tone="warn")


def case_counts(request: HttpRequest) -> dict[str, QuerySet[Any]]:
    """What waits beside 疑似问题."""
    if not may(request.user, Action.VIEW_REGISTER):
        return {}
    return {"console:cases": Case.objects.visible_to(request.user).filter(status=CaseStatus.OPEN)}
