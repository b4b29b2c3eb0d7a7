"""Writing the history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.account_events import AccountEvent, Subject
from audit.actors import Actor
from audit.city_changes import CityChange
from audit.models import HistoryEntry
from audit.notes import NoteKind, note_address, note_words
from audit.payloads import checked_account_step, checked_step
from ground.glossary import AccountStep, ActorKind, Step
from ground.inserting import insert_rows, like
from ground.request_context import current_address, current_request_id

# Told alike, and in the same time, whether the account exists or not.
FAILED = frozenset({AccountStep.LOGIN_FAILED, AccountStep.LOCKED})

# Called with each new entry on an account, inside its transaction: layers above register what follows from a step.
account_followers: list[Callable[[AccountEvent], None]] = []


@transaction.atomic(savepoint=False)
def record_step(
    *,
    step: Step,
    actor: Actor,
    enterprise_id: int,
    device_id: int | None,
    renewal_id: int | None = None,
    matter_id: int | None = None,
    from_state: str = "",
    to_state: str = "",
    round_number: int = 0,
    opinion: str = "",
    remarks: list[dict[str, str]] | None = None,
    detail: dict[str, Any] | None = None,
) -> HistoryEntry:
    """Append one step; to be called inside the transaction that makes the change."""
    entry = new_step(
        step=step,
        actor=actor,
        enterprise_id=enterprise_id,
        device_id=device_id,
        renewal_id=renewal_id,
        matter_id=matter_id,
        from_state=from_state,
        to_state=to_state,
        round_number=round_number,
        opinion=opinion,
        remarks=remarks,
        detail=detail,
    )
    record_steps([entry])
    return entry


def record_steps(entries: Iterable[HistoryEntry]) -> None:
    """Append many steps made by `new_step`, inside the transaction that makes their changes."""
    entries = list(entries)
    marks = {owner: _address_note(owner) for owner in {_owner(entry) for entry in entries}}
    for entry in entries:
        entry.address_note = marks[_owner(entry)]
        entry.mark_words()
    insert_rows(entries)


def new_step(
    *,
    step: Step,
    actor: Actor,
    enterprise_id: int,
    device_id: int | None,
    renewal_id: int | None = None,
    matter_id: int | None = None,
    from_state: str = "",
    to_state: str = "",
    round_number: int = 0,
    opinion: str = "",
    remarks: list[dict[str, str]] | None = None,
    detail: dict[str, Any] | None = None,
) -> HistoryEntry:
    """One step that is not yet appended: for those who append many at once."""
    return like(
        _blank(),
        at=timezone.now(),
        step=step,
        enterprise_id=enterprise_id,
        device_id=device_id,
        renewal_id=renewal_id,
        matter_id=matter_id,
        from_state=from_state,
        to_state=to_state,
        round=round_number,
        opinion=opinion,
        remarks=remarks or [],
        detail=checked_step(step, detail or {}),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_unit=actor.unit,
        request_id=current_request_id(),
    )


@cache
def _blank() -> HistoryEntry:
    """What every step is made like; nothing of it is shared that a step could change."""
    return HistoryEntry()


@transaction.atomic(savepoint=False)
def record_account_step(
    *,
    step: AccountStep,
    actor: Actor,
    account_id: int | None,
    enterprise_id: int | None = None,
    about: Subject | None = None,
    detail: dict[str, Any] | None = None,
) -> AccountEvent:
    """Append one step of or on an account; to be called inside the transaction that makes the change.

    Views, downloads, exports and logins come here, too: `account_id` is then the account of who did it, `about` what
    was looked at. Private words of the detail and the address belong to the doer, else to the account.
    """
    (event,) = record_account_steps(
        step=step,
        actor=actor,
        account_id=account_id,
        enterprise_id=enterprise_id,
        abouts=[about] if about else [],
        detail=detail,
    )
    return event


@transaction.atomic(savepoint=False)
def record_account_steps(
    *,
    step: AccountStep,
    actor: Actor,
    account_id: int | None,
    enterprise_id: int | None = None,
    abouts: Iterable[Subject] = (),
    detail: dict[str, Any] | None = None,
) -> list[AccountEvent]:
    """Append one step that is about several things at once (a ZIP of certificates): an entry for each, else one.

    All of them share the detail, the moment and the request; whoever looks for one of the things finds it.
    """
    owner = _person(actor) or account_id or None
    said = AccountEvent(
        at=timezone.now(),
        step=step,
        account_id=account_id,
        enterprise_id=enterprise_id,
        detail=checked_account_step(step, detail or {}, owner_id=owner),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_unit=actor.unit,
        request_id=current_request_id(),
        address_note=_fresh_note(owner) if step in FAILED else _address_note(owner),
    )
    events = [_about(said, subject) for subject in abouts] or [said]
    AccountEvent.objects.bulk_create(events, batch_size=200)
    for event in events:
        for follow in account_followers:
            follow(event)
    return events


def _about(said: AccountEvent, subject: Subject) -> AccountEvent:
    event = copy(said)
    event.subject_kind, event.subject_id = subject
    return event


@transaction.atomic(savepoint=False)
def record_city_change(
    *,
    subject: str,
    title: str,
    actor: Actor,
    before: dict[str, str],
    after: dict[str, str],
    reason: str = "",
) -> CityChange:
    """Append one change of the city's data; to be called inside the transaction that makes it."""
    return CityChange.objects.create(
        at=timezone.now(),
        subject=subject,
        title=title[:120],
        before=before,
        after=after,
        reason=reason,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_unit=actor.unit,
        request_id=current_request_id(),
        address_note=_address_note(_person(actor)),
    )


def _fresh_note(owner_id: int | None) -> str:
    """A note of the address without looking for an earlier one, which would take longer for one account than another."""
    address = current_address()
    return note_words(address, owner_id=owner_id, kind=NoteKind.ADDRESS) if address else ""


def _address_note(owner_id: int | None) -> str:
    return note_address(current_address(), owner_id=owner_id)


def _owner(entry: HistoryEntry) -> int | None:
    return _person(Actor(ActorKind(entry.actor_kind), entry.actor_id))


def _person(actor: Actor) -> int | None:
    """The account of the doer; None for the system, the province and keys."""
    return int(actor.id) if actor.kind == ActorKind.PERSON and actor.id.isdecimal() else None
