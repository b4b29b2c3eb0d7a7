"""Subscriptions and deliveries as lists, for the pages and the interface alike."""

from __future__ import annotations

from django.http import QueryDict

from accounts.models import User
from ground.facets import Facet
from ground.listing import Column, Listing, ListSpec
from inbox.webhooks.models import WebhookDelivery, WebhookSubscription
from inbox.webhooks.words import PushDeliveryState, PushEvent, PushState

SUBSCRIPTIONS = ListSpec(
    columns=(
        Column("名称"),
        Column("接收地址"),
        Column("事件"),
        Column("状态"),
        Column("创建时间", order="created_at"),
        Column("操作", css="act"),
    ),
    typed=(),
    search=lambda rows, _typed: rows,
    facets=(Facet("state", "状态", dict(PushState.choices), key="state"),),
)
DELIVERIES = ListSpec(
    columns=(
        Column("发生时间", order="created_at"),
        Column("事件"),
        Column("状态"),
        Column("次数", css="num"),
        Column("最近应答"),
        Column("操作", css="act"),
    ),
    typed=(),
    search=lambda rows, _typed: rows,
    facets=(
        Facet("state", "状态", dict(PushDeliveryState.choices), key="state"),
        Facet("event", "事件", dict(PushEvent.choices), key="event"),
    ),
)


def subscription_list(user: User, params: QueryDict) -> Listing[WebhookSubscription]:
    """The firm's subscriptions."""
    return Listing(SUBSCRIPTIONS, WebhookSubscription.objects.visible_to(user), params)


def delivery_list(subscription: WebhookSubscription, params: QueryDict) -> Listing[WebhookDelivery]:
    """What was written for one subscription."""
    return Listing(DELIVERIES, WebhookDelivery.objects.filter(subscription=subscription), params)
