"""消息投递 in the console: every e-mail and text message, why one failed, and 重新发送.

Importing this module registers the pages; `inbox.admin` does so when the admin discovers its apps.
"""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.finding import person_of
from accounts.policies import Action, may, require
from ground.console import add_counts, add_view
from ground.keyset import keyset_page
from inbox.allowances import quiet_until
from inbox.models import Delivery
from inbox.outbox import DeliveryQuerySet
from inbox.resending import send_again
from inbox.words import Channel, DeliveryState

FILTERS = ("q", "channel", "state")


@require_safe
def delivery_list(request: HttpRequest) -> HttpResponse:
    """The list, newest first; filters `q` (account, firm, what it is about), `channel`, `state`."""
    require(request.user, Action.KEEP_DELIVERIES)
    found = Delivery.objects.visible_to(request.user).select_related("recipient", "enterprise")
    page = keyset_page(_filtered(found, request), params=request.GET)
    context = {
        "title": "消息投递",
        "page": page,
        "together": _together(page.rows),
        "states": DeliveryState,
        "channels": Channel,
        "chosen": {name: request.GET.get(name, "") for name in FILTERS},
        "filtered": any(request.GET.get(name) for name in FILTERS),
        "quiet_until": quiet_until(timezone.now()),
    }
    return TemplateResponse(request, "console/deliveries.html", context)


@require_POST
def delivery_again(request: HttpRequest, pk: int) -> HttpResponse:
    """重新发送."""
    require(request.user, Action.KEEP_DELIVERIES)
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user), pk=pk)
    send_again(delivery_id=delivery.pk, user=request.user)
    messages.success(request, "已安排重新发送，一分钟内发出；短信在静默时段内的，时段结束后发出。")
    return redirect("console:deliveries")


def _filtered(found: DeliveryQuerySet, request: HttpRequest) -> DeliveryQuerySet:
    chosen = request.GET
    if words := chosen.get("q", "").strip():
        person = person_of(words, prefix="recipient__")
        found = found.filter(person | Q(enterprise__name__icontains=words) | Q(about__icontains=words))
    if chosen.get("channel") in Channel.values:
        found = found.filter(channel=chosen["channel"])
    if chosen.get("state") in DeliveryState.values:
        return found.filter(state=chosen["state"])
    return found


def _together(rows: list[Delivery]) -> dict[int, int]:
    """Delivery → of how many messages it is made; those that left alone are not named."""
    merged = Delivery.objects.filter(merged_into__in=[row.pk for row in rows]).order_by()
    return {key: count + 1 for key, count in merged.values_list("merged_into").annotate(Count("pk"))}


@add_counts
def failed_deliveries(request: HttpRequest) -> dict[str, QuerySet[Delivery]]:
    """The number of 发送失败 beside 消息投递."""
    if not may(request.user, Action.KEEP_DELIVERIES):
        return {}
    return {"console:deliveries": Delivery.objects.filter(state=DeliveryState.FAILED)}


add_view("deliveries/", delivery_list, "deliveries")
add_view("deliveries/<int:pk>/again/", delivery_again, "delivery_again")
