"""Events that happen to a firm, and looks at what left."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

from inbox.models import Delivery
from inbox.sending import send_round
from inbox.services import tell_enterprise
from inbox.words import Channel, Event

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
REJECTED = Event.RENEWAL_REJECTED


def happen(firm, event: Event = REJECTED, *, count: int = 1, begin: int = 1) -> None:
    """`count` events of one kind, each about a machine of its own."""
    for number in range(begin, begin + count):
        tell_enterprise(
            enterprise=firm,
            event=event,
            about=f"粤T-T{number:05d} QTZ80",
            body="请按意见更正。",
            link="/portal/renewals/",
        )


def round_of_sending() -> Counter[str]:
    """What a worker does at each look."""
    return send_round(seconds=20)


def states(channel: Channel = Channel.SMS) -> Counter[str]:
    """How many deliveries of the channel are in which state."""
    return Counter(Delivery.objects.filter(channel=channel).values_list("state", flat=True))


def only(channel: Channel = Channel.SMS) -> Delivery:
    """The one delivery of the channel."""
    return Delivery.objects.get(channel=channel)
