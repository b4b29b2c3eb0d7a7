"""The home of the head and of the supervisors: their figures before anything else."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Action, may
from accounts.roles import Role
from ground.console import Tile
from reports.keeping import report_of
from reports.scope import Scope
from reports.shapes import Figure

READERS = (Role.HEAD, Role.SUPERVISOR)
PROGRESS = ("完成率", "较上周", "未办理", "预计完成")
SAFETY = ("超评估年限", "评估已过期", "标定已过期")


def report_tiles(request: HttpRequest) -> Iterator[Tile]:
    """Figures for those who read and decide nothing; the others have their queues."""
    if request.user.role not in READERS or not may(request.user, Action.VIEW_REPORTS):
        return
    scope, now = Scope(request.user), timezone.now()
    progress, safety = report_of("progress", scope, now), report_of("safety", scope, now)
    for label in PROGRESS:
        yield _tile(progress.figure(label), reverse("console:report_progress"))
    for label in SAFETY:
        yield _tile(safety.figure(label), reverse("console:report_safety"))


def _tile(figure: Figure, page: str) -> Tile:
    return Tile(figure.label, figure.text, figure.url or page, tone=figure.tone, note=figure.note)
