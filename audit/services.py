"""Writing the history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from audit.account_events import AccountEvent
from audit.actors import Actor
from audit.city_changes import CityChange
from audit.models import HistoryEntry
from ground.glossary import AccountStep, Step
from ground.request_context import current_address, current_request_id


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
    entry.save(force_insert=True)
    return entry


def record_steps(entries: Iterable[HistoryEntry]) -> None:
    """Append many steps made by `new_step`, inside the transaction that makes their changes."""
    HistoryEntry.objects.bulk_create(entries, batch_size=200)


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
    return HistoryEntry(
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
        detail=detail or {},
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_unit=actor.unit,
        request_id=current_request_id(),
        address=current_address(),
    )


def record_account_step(
    *,
    step: AccountStep,
    actor: Actor,
    account_id: int,
    enterprise_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> AccountEvent:
    """Append one step on an account; to be called inside the transaction that makes the change."""
    return AccountEvent.objects.create(
        at=timezone.now(),
        step=step,
        account_id=account_id,
        enterprise_id=enterprise_id,
        detail=detail or {},
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_unit=actor.unit,
        request_id=current_request_id(),
        address=current_address(),
    )


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
        address=current_address(),
    )
