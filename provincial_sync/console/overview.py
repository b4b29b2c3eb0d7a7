"""对接概况: how the exchange stands, in figures, and what a person can start by hand."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import Action, may, require
from ground.console import add_view
from provincial_sync import figures, in_flight, neighbour, services
from provincial_sync.condition import condition
from provincial_sync.models import DailyRun, FeedPosition, ProvinceState, RunKind

READ_FEED = "provincial_sync.tasks.read_feed"


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The figures of now; a fixed number of queries however many uploads there are."""
    require(request.user, Action.VIEW_UPLOADS)
    now = timezone.now()
    context = {
        "title": "对接概况",
        "state": condition(now),
        "row": ProvinceState.objects.filter(pk=1).first() or ProvinceState(),
        "backlog": figures.backlog(now),
        "done": figures.throughput(now),
        "calls": figures.calls(now),
        "errors": figures.error_classes(),
        "people": figures.waiting_for_people(),
        "oldest_waiting": figures.oldest_waiting(now),
        "under_way": in_flight.under_way(now),
        "most_under_way": settings.PROVINCE_MAX_IN_FLIGHT,
        "feed": FeedPosition.objects.filter(pk=1).first() or FeedPosition(),
        "reconciled": _last(RunKind.RECONCILIATION),
        "mailed": _last(RunKind.DIGEST),
        "can_start": may(request.user, Action.REPAIR_UPLOADS),
    }
    return TemplateResponse(request, "console/province/overview.html", context)


@require_POST
def start_round(request: HttpRequest) -> HttpResponse:
    """立即对接: our own pauses end, and the workers look at once at what is due."""
    require(request.user, Action.REPAIR_UPLOADS)
    neighbour.end_pause()
    woken = all([services.wake(services.HAND_OVER), services.wake(READ_FEED)])
    words = "已通知后台立即对接，几秒后刷新本页查看结果。"
    later = "消息队列暂不可用，后台任务会在下一次定时检查时对接，无需重复操作。"
    messages.success(request, words if woken else later)
    return redirect("console:province")


def _last(kind: RunKind) -> DailyRun | None:
    return DailyRun.objects.filter(kind=kind).order_by("-day").first()


add_view("province/", overview, "province")
add_view("province/start/", start_round, "province_start")
