"""Taking deliveries into one worker's hands; a lease that runs out gives them back to all.

The conditional UPDATE decides. On PostgreSQL SKIP LOCKED lets workers pass one another; SQLite lets one
writer in at a time.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from inbox.allowances import reserve
from inbox.outbox import Delivery, DeliveryQuerySet
from inbox.words import Channel, DeliveryState

MOST_IN_ONE = 500
TOO_OLD = "超过 {hours} 小时未能发出，不再发送；站内消息仍可查看。"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What leaves as one message: its first delivery, all of them, and who holds them since when."""

    lead: Delivery
    rows: list[Delivery]
    lease: str
    taken_at: dt.datetime

    def mine(self) -> DeliveryQuerySet:
        """The rows as long as this worker holds them: the condition of every write after the claim."""
        return Delivery.objects.filter(lease=self.lease, state=DeliveryState.WAITING)

    @property
    def mark(self) -> str:
        """The name under which a platform hears of the parcel, however often it is repeated."""
        return self.lead.parcel


def take(channel: Channel, *, now: dt.datetime) -> Parcel | None:
    """The next parcel of the channel that is due and allowed, None where there is none.

    What a limit holds back is due later and does not hold up the others.
    """
    while True:
        with transaction.atomic():
            rows = _next_group(channel, now)
            if not rows:
                return None
            refused = reserve(rows[0], now)
            if refused is None:
                return _lease(rows, now)
            held = Delivery.objects.filter(pk__in=[row.pk for row in rows])
            held.update(due_at=refused.until, last_error=refused.sentence)


def drop_old(now: dt.datetime) -> int:
    """Give up what could not leave within DELIVERY_HOURS; how many deliveries."""
    old = _free(now).filter(give_up_at__lt=now)
    sentence = TOO_OLD.format(hours=f"{settings.DELIVERY_HOURS:g}")
    return old.update(state=DeliveryState.DROPPED, last_error=sentence, finished_at=now)


def _free(now: dt.datetime) -> DeliveryQuerySet:
    unleased = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    return Delivery.objects.filter(unleased, state=DeliveryState.WAITING)


def _next_group(channel: Channel, now: dt.datetime) -> list[Delivery]:
    """The first that is due with all that belong to it: its parcel where it has been tried, else its kind."""
    free = _free(now).filter(channel=channel)
    due = free.filter(due_at__lte=now).order_by("due_at", "id")
    first = due.select_for_update(skip_locked=True, of=("self",)).first()
    if first is None:
        return []
    together = free.filter(recipient_id=first.recipient_id, digest_key=first.digest_key, parcel=first.parcel)
    locked = together.select_for_update(skip_locked=True, of=("self",)).select_related("recipient", "message")
    return list(locked.order_by("id")[:MOST_IN_ONE])


def _lease(rows: list[Delivery], now: dt.datetime) -> Parcel:
    lease, parcel = uuid.uuid4().hex, rows[0].parcel or uuid.uuid4().hex
    until = now + dt.timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
    taken = _free(now).filter(pk__in=[row.pk for row in rows])
    taken.update(lease=lease, leased_until=until, parcel=parcel, attempts=F("attempts") + 1)
    held = set(Delivery.objects.filter(lease=lease).values_list("pk", flat=True))
    rows = [row for row in rows if row.pk in held]
    for row in rows:
        row.lease, row.parcel, row.attempts = lease, parcel, row.attempts + 1
    return Parcel(rows[0], rows, lease, now)
