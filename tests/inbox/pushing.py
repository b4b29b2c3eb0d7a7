"""What tests of 事件推送 have in common."""

from __future__ import annotations

from inbox.models import WebhookDelivery
from inbox.webhooks.announcing import announce
from inbox.webhooks.sending import push_round
from inbox.webhooks.words import OFFERED, PushEvent

EVERY = [event.value for event in OFFERED]


def happen(firm, count: int = 1) -> None:
    for number in range(count):
        announce(
            enterprise_id=firm.pk, event=PushEvent.RENEWAL_ACCEPTED, facts={"n": number}, about=f"HZ{number}"
        )


def go() -> dict[str, int]:
    return dict(push_round(seconds=20))


def states() -> list[str]:
    return list(WebhookDelivery.objects.order_by("id").values_list("state", flat=True))
