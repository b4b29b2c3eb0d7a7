"""Two workers at once, and one who comes too late: each with a connection of its own."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from inbox.models import WebhookDelivery, WebhookSubscription
from inbox.webhooks.sending import push_round
from inbox.webhooks.words import PushDeliveryState
from tests.inbox.pushing import go, happen, states
from tests.inbox.receiver import Handler, plain

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_comes_back_after_the_lease_writes_nothing(subscription, receiver, firm) -> None:
    happen(firm)

    def another_worker_takes_it(handler: Handler) -> None:
        until = timezone.now() + dt.timedelta(seconds=1000)
        WebhookDelivery.objects.update(lease="theirs", leased_until=until)
        connection.close()
        plain(500)(handler)

    receiver.usual = another_worker_takes_it
    assert go() == {"lost": 1}
    row = WebhookDelivery.objects.get()
    assert (row.lease, row.status) == ("theirs", 0)
    assert WebhookSubscription.objects.get().failures == 0


def test_two_workers_send_each_event_once(subscription, receiver, firm) -> None:
    happen(firm, 40)

    def work() -> None:
        try:
            push_round(seconds=20)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(receiver.ids) == 40
    assert len(set(receiver.ids)) == 40
    assert set(states()) == {PushDeliveryState.SENT}
