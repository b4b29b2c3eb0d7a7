"""Which deliveries follow from a message: by the person's choices, in the message's own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from inbox.models import Message
from inbox.outbox import Delivery, Preference
from inbox.words import BY_DEFAULT, Channel, Event


def plan(*, messages: Sequence[Message], people: Iterable[User], event: Event, about: str) -> None:
    """Write a delivery for each message and channel that its person wants and has an address for.

    It waits for more of its kind (DIGEST_MINUTES), so that many events leave as one.
    """
    by_person = {person.pk: person for person in people}
    chosen = choices_of(by_person, event=event)
    now = timezone.now()
    due_at = now + dt.timedelta(minutes=settings.DIGEST_MINUTES)
    Delivery.objects.bulk_create(
        Delivery(
            message=message,
            recipient=person,
            enterprise_id=person.enterprise_id,
            channel=channel,
            event=event,
            about=about[:120],
            digest_key=event.value,
            due_at=due_at,
            give_up_at=give_up_at(now),
            created_at=now,
        )
        for message in messages
        for person in [by_person[message.recipient_id]]
        for channel in Channel
        if address_of(person, channel) and wants(chosen, person.pk, event, channel)
    )


def give_up_at(now: dt.datetime) -> dt.datetime:
    """Until when a delivery that begins at `now` is worth sending."""
    return now + dt.timedelta(hours=settings.DELIVERY_HOURS)


def address_of(person: User, channel: Channel) -> str:
    """Where the channel reaches the person, empty where nowhere."""
    return person.email if channel == Channel.EMAIL else person.phone


def choices_of(
    people: Iterable[int], *, event: Event | None = None
) -> dict[tuple[int, Event, Channel], bool]:
    """What these people chose themselves, of one event or of all; one query."""
    rows = Preference.objects.filter(person_id__in=list(people))
    rows = rows.filter(event=event) if event else rows
    return {
        (row.person_id, Event(row.event), Channel(row.channel)): row.wanted
        for row in rows
        if row.event in Event.values
    }


def wants(
    chosen: dict[tuple[int, Event, Channel], bool], person: int, event: Event, channel: Channel
) -> bool:
    """What the person chose, else the default."""
    return chosen.get((person, event, channel), event in BY_DEFAULT[channel])
