"""接收设置: what a person wants to hear by which way."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from accounts.models import User
from inbox.outbox import Preference
from inbox.planning import choices_of, wants
from inbox.words import ALWAYS, Channel, Event


@dataclass(frozen=True, slots=True)
class Choice:
    """One box of the page; `name` is its value in the form, a `fixed` one cannot be cleared."""

    channel: Channel
    name: str
    wanted: bool
    fixed: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event with its boxes."""

    event: Event
    choices: tuple[Choice, ...]


def rows_of(person: User) -> list[EventRow]:
    """Every event with what the person gets now."""
    chosen = choices_of([person.pk])
    return [
        EventRow(
            event,
            tuple(
                Choice(
                    channel,
                    f"{event}.{channel}",
                    wanted=wants(chosen, person.pk, event, channel),
                    fixed=event in ALWAYS[channel],
                )
                for channel in Channel
            ),
        )
        for event in Event
    ]


def choose(*, person: User, wanted: Set[str]) -> None:
    """Keep the boxes that are ticked (`event.channel`), and that the others are not; unknown names do nothing."""
    Preference.objects.bulk_create(
        [
            Preference(person=person, event=event, channel=channel, wanted=f"{event}.{channel}" in wanted)
            for event in Event
            for channel in Channel
            if event not in ALWAYS[channel]
        ],
        update_conflicts=True,
        unique_fields=["person", "event", "channel"],
        update_fields=["wanted"],
    )
