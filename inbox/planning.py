"""Which deliveries follow from a message: by the person's choices, in the message's own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from ground.inserting import insert_rows
from ground.json_rows import rows_of
from inbox.models import Message
from inbox.outbox import Delivery, Preference
from inbox.words import ALWAYS, BY_DEFAULT, URGENT, Channel, Event

Chosen = Mapping[tuple[int, Event, Channel], bool]
# What is read of a person who is told, beside what they chose: no address is opened to see that there is one.
ASKED: tuple[Any, ...] = ("pk", ~Q(email=""), ~Q(phone=""), "own__channel", "own__wanted")


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person who is told, and the ways that reach them."""

    pk: int
    enterprise_id: int | None
    ways: frozenset[Channel]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a step tells of one event, and what they chose of it themselves."""

    people: Sequence[Addressee]
    chosen: Chosen


def audience_of(people: Iterable[User], event: Event | None) -> Audience:
    """These people; one query for what they chose where there is an event."""
    told = [
        Addressee(
            person.pk,
            person.enterprise_id,
            frozenset(way for way in Channel if address_of(person, way)),
        )
        for person in people
    ]
    return Audience(told, choices_of([person.pk for person in told], event=event) if event else {})


def staff_of(enterprise_id: int, event: Event | None) -> Audience:
    """Everybody who acts for the enterprise; one query."""
    return staff_among(_staff(enterprise_id, event).values_list(*ASKED), enterprise_id, event)


def staff_read_along(enterprise: OuterRef, event: Event) -> Subquery:
    """What `staff_among` makes the same of, as a column of another read."""
    return rows_of(_staff(enterprise, event), *ASKED)


def staff_among(rows: Iterable[Sequence[Any]] | None, enterprise_id: int, event: Event | None) -> Audience:
    """The audience that was read as rows of `ASKED`: one for each person and choice."""
    people, chosen = {}, {}
    for key, mail, phone, channel, wanted in rows or ():
        ways = {Channel.EMAIL: mail, Channel.SMS: phone}
        people[key] = Addressee(key, enterprise_id, frozenset(way for way in Channel if ways[way]))
        if channel and event:
            chosen[key, event, Channel(channel)] = bool(wanted)
    return Audience(list(people.values()), chosen)


def _staff(enterprise: int | OuterRef, event: Event | None) -> QuerySet[User]:
    own = FilteredRelation("choice_of", condition=Q(choice_of__event=event or ""))
    return User.objects.filter(enterprise_id=enterprise, is_active=True).annotate(own=own)


def plan(*, messages: Sequence[Message], audience: Audience, event: Event, about: str) -> None:
    """Write a delivery for each message and channel that its person wants and has an address for.

    It waits for more of its kind (DIGEST_MINUTES), so that many events leave as one; what is urgent does not.
    """
    by_person = {person.pk: person for person in audience.people}
    now = timezone.now()
    due_at = now if event in URGENT else now + dt.timedelta(minutes=settings.DIGEST_MINUTES)
    insert_rows(
        [
            Delivery(
                message=message,
                recipient_id=person.pk,
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
            if channel in person.ways and wants(audience.chosen, person.pk, event, channel)
        ]
    )


def plan_elsewhere(*, message: Message, address: str, about: str) -> None:
    """A mail of this message to a mailbox that its recipient has no more; it leaves at once and alone."""
    now = timezone.now()
    Delivery.objects.create(
        message=message,
        recipient_id=message.recipient_id,
        enterprise_id=message.recipient.enterprise_id,
        channel=Channel.EMAIL,
        event=message.event,
        about=about[:120],
        former_address=address,
        digest_key=f"{message.event}:former:{message.pk}",
        due_at=now,
        give_up_at=give_up_at(now),
        created_at=now,
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


def wants(chosen: Chosen, person: int, event: Event, channel: Channel) -> bool:
    """What the person chose, else the default; what cannot be switched off in any case."""
    return event in ALWAYS[channel] or chosen.get((person, event, channel), event in BY_DEFAULT[channel])
