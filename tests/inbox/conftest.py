"""A firm with one person who can be reached, a daytime clock, and a platform that notes what it is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from inbox.channels import sms
from inbox.channels.failures import SendFailure
from inbox.models import WebhookSubscription
from inbox.webhooks.services import Wanted, make_subscription
from tests.inbox.cases import NOON
from tests.inbox.pushing import EVERY
from tests.inbox.receiver import Receiver, receiving


class Platform:
    """Notes each text; `fails` are raised first, one for each call."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.marks: list[str] = []
        self.fails: list[SendFailure] = []

    def send(self, *, phone: str, text: str, mark: str) -> None:
        self.marks.append(mark)
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append((phone, text))


@pytest.fixture
def platform(monkeypatch) -> Platform:
    """In the place of the platform of text messages."""
    made = Platform()
    monkeypatch.setattr(sms, "_made", lambda _path: made)
    return made


@pytest.fixture
def clock():
    """Noon of a working day in Zhongshan, which a test can move."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(make_user, firm):
    """Somebody of the firm with a mailbox and a mobile number (of the range kept for examples)."""
    return make_user(
        "reached", "enterprise_staff", enterprise=firm, email="reached@example.com", phone="13800000001"
    )


@pytest.fixture
def later(clock):
    """Move the clock: `later(minutes=10)`."""

    def move(**by: float) -> None:
        clock.shift(dt.timedelta(**by))

    return move


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    """The firm's system, on this machine: a trial."""
    settings.WEBHOOK_ALLOW_INTERNAL = True
    settings.WEBHOOK_TIMEOUT_SECONDS = 3.0
    with receiving() as made:
        yield made


@pytest.fixture
def subscription(receiver, manager) -> WebhookSubscription:
    given = Wanted("租赁管理系统", receiver.url, EVERY)
    return make_subscription(user=manager, given=given)[0]
