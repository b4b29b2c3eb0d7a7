"""Rows of the history."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from audit.actors import PROVINCE, SYSTEM, Actor
from audit.models import HistoryEntry
from audit.words import marks_for
from ground.glossary import ActorKind, Step
from zhongshan_crane.bulk.world import World

if TYPE_CHECKING:
    from zhongshan_crane.bulk.machines import Machine

__all__ = ["PROVINCE", "SYSTEM", "office", "person", "record"]

INNER = [place for place in HistoryEntry.WORDS if place.startswith("detail.")]


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
    """One step; `remarks` and `detail` are JSON. Its words get their marks as every entry's do."""
    told = {} if detail == "{}" else {"detail": detail}  # a certificate's differ from row to row
    key = step, of, to, opinion, remarks, actor.kind, actor.unit
    world.steps.add(
        world.steps.mould(
            key,
            lambda: {
                "step": step,
                "from_state": of,
                "to_state": to,
                "opinion": opinion,
                "remarks": remarks,
                "actor_kind": actor.kind,
                "actor_unit": actor.unit,
            },
        ),
        id=world.steps.next_id(),
        at=at,
        enterprise_id=machine.firm.pk,
        device_id=machine.pk,
        renewal_id=renewal_id,
        round=round_number,
        actor_id=actor.id,
        **told,
        **_marks(opinion, remarks, detail),
    )


def _marks(opinion: str, remarks: str, detail: str) -> dict[str, Any]:
    """The columns beside the words; most rows have none."""
    inner = [place for place in INNER if f'"{place[7:]}"' in detail]
    if not opinion and remarks == "[]" and not inner:
        return {}
    told = json.loads(detail) if inner else {}
    words = {place: told[place[7:]] for place in inner}
    salt, marks = marks_for({"opinion": opinion, "remarks": json.loads(remarks), **words})
    return {"salt": salt, "marks": json.dumps(marks)}
