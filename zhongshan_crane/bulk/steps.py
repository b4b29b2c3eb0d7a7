"""Rows of the history."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from audit.actors import PROVINCE, SYSTEM, Actor
from ground.glossary import ActorKind, Step
from zhongshan_crane.bulk.world import World

if TYPE_CHECKING:
    from zhongshan_crane.bulk.machines import Machine

__all__ = ["PROVINCE", "SYSTEM", "office", "person", "record"]


def person(pk: int) -> Actor:
    """Somebody of a firm."""
    return Actor(ActorKind.PERSON, id=str(pk), unit="企业")


def office(world: World) -> Actor:
    """One of the reviewers."""
    return Actor(ActorKind.PERSON, id=str(world.reviewer()), unit="审批办")


def record(
    world: World,
    machine: Machine,
    step: Step,
    at: dt.datetime,
    actor: Actor,
    *,
    renewal_id: int | None = None,
    round_number: int = 0,
    of: str = "",
    to: str = "",
    opinion: str = "",
    remarks: str = "[]",
    detail: str = "{}",
) -> None:
    """One step; `remarks` and `detail` are JSON."""
    world.steps.add(
        id=world.steps.next_id(),
        at=at,
        step=step,
        enterprise_id=machine.firm.pk,
        device_id=machine.pk,
        renewal_id=renewal_id,
        round=round_number,
        from_state=of,
        to_state=to,
        opinion=opinion,
        remarks=remarks,
        detail=detail,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_unit=actor.unit,
    )
