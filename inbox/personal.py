"""Messages and deliveries as personal data: told to their owner, gone with the account, texts emptied after a while."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.privacy.forgetting import Sweep, add_sweep, on_forgetting
from accounts.privacy.holding import Holding, moment, on_holding
from inbox.models import Delivery, Message, Preference

MOST = 1000


@on_forgetting
def forget_messages(person_id: int) -> int:
    """All messages with what left by mail or text message, and the person's choices."""
    choices = Preference.objects.filter(person_id=person_id).delete()[0]
    return choices + Message.objects.filter(recipient_id=person_id).delete()[0]


@on_holding
def messages_of(person: User) -> Holding:
    """The latest messages by title."""
    found = Message.objects.visible_to(person).order_by("-created_at", "-id")[:MOST]
    rows = [(moment(row.created_at), row.title, moment(row.read_at)) for row in found]
    return Holding("消息", "告知您办理进展", ("时间", "标题", "阅读时间"), rows)


def sent_before(now: dt.datetime) -> QuerySet[Delivery]:
    """Deliveries that ended DELIVERY_TEXT_DAYS ago and still hold their text, or a former mailbox."""
    before = now - dt.timedelta(days=settings.DELIVERY_TEXT_DAYS)
    return Delivery.objects.filter(finished_at__lt=before).filter(
        ~Q(text="") | Q(former_address__isnull=False)
    )


def empty_texts(keys: list[int]) -> int:
    return Delivery.objects.filter(pk__in=keys).update(text="", former_address=None)


add_sweep(Sweep("已发出消息的正文", sent_before, empty_texts))
