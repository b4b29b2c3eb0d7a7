"""Writing what is to be pushed, in the transaction of the step that it tells of."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from api.fields import coded
from ground import leasing
from inbox.webhooks.models import WebhookDelivery, WebhookSubscription
from inbox.webhooks.words import PushEvent

TASK, QUEUE = "inbox.tasks.push_events", "default"
Facts = Mapping[str, Any]


def announce(*, enterprise_id: int, event: PushEvent, facts: Facts, about: str = "") -> int:
    """Write one delivery for each subscription of the firm that is told of `event`; how many.

    `facts` are what the body says besides id, event and time: numbers, references and states, never a person's data and never
    free text. To be called inside the transaction of the step. Costs one query where nobody subscribed.
    """
    subscriptions = [
        found
        for found in WebhookSubscription.objects.written_for(enterprise_id).only("events")
        if event.value in found.events
    ]
    return write(subscriptions, event=event, facts=facts, about=about)


def write(
    subscriptions: list[WebhookSubscription], *, event: PushEvent, facts: Facts, about: str = ""
) -> int:
    """Write the rows for these subscriptions and wake a worker after the commit."""
    if not subscriptions:
        return 0
    now = timezone.now()
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            subscription=subscription,
            uid=uid,
            event=event,
            about=about[:120],
            body=_body(uid, event, now, facts),
            due_at=now,
            give_up_at=give_up_at(now),
            created_at=now,
        )
        for subscription in subscriptions
        for uid in [uuid.uuid4()]
    )
    transaction.on_commit(wake, robust=True)
    return len(subscriptions)


def give_up_at(now: dt.datetime) -> dt.datetime:
    """Until when a delivery that begins at `now` is tried."""
    return now + dt.timedelta(hours=settings.WEBHOOK_HOURS)


def wake() -> None:
    """Tell a worker; where the broker is away, the timetable does."""
    leasing.wake(TASK, QUEUE)


def _body(uid: uuid.UUID, event: PushEvent, now: dt.datetime, facts: Facts) -> str:
    said = {"id": str(uid), "event": coded(event), "at": timezone.localtime(now).isoformat(), **facts}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def longest_try() -> str:
    """For how long a delivery is tried, in words: 3 天, or 36 小时 where it is no whole number of days."""
    days, rest = divmod(settings.WEBHOOK_HOURS, 24)
    return f"{days:g} 天" if days and not rest else f"{settings.WEBHOOK_HOURS:g} 小时"
