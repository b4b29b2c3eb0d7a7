"""企业事项 as kinds of case on the desk: what reviewers decide on, and the numbers that administrators correct."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import models

from accounts.models import User
from accounts.policies import Action
from audit.actors import Actor
from desk.kinds import CaseKind
from ground.glossary import MatterStatus, Step
from matters.models import Matter
from matters.models.reads import MatterQuerySet
from matters.services.steps import lock_matter, record, require_status


def _waiting(user: User) -> MatterQuerySet:
    return Matter.objects.visible_to(user).awaiting_review()


def _asked_by_others(waiting: models.QuerySet[Matter], user: User) -> models.QuerySet[Matter]:
    """Nobody decides on what they have filed for the office themselves."""
    return waiting.exclude(by_office=True, created_by=user)


def _corrections(user: User) -> MatterQuerySet:
    return Matter.objects.visible_to(user).corrections().filter(status=MatterStatus.PENDING)


def _lock(matter_id: int, user: User, step: Step) -> Matter:
    matter = lock_matter(matter_id=matter_id, user=user, revision=None, own=False)
    require_status(matter, step, MatterStatus.PENDING)
    return matter


def _record(matter: Matter, actor: Actor, step: Step, detail: dict[str, Any]) -> None:
    record(matter, actor, step, MatterStatus.PENDING, detail=detail)


MATTERS = CaseKind(
    name="matter",
    model=Matter,
    action=Action.REVIEW_MATTERS,
    claimed=Step.MATTER_CLAIMED,
    taken_over=Step.MATTER_TAKEN_OVER,
    waiting=_waiting,
    lock=_lock,
    record=_record,
    word=lambda matter: f"{matter.reference} {matter.sort.label}",
    address=lambda matter: f"/console/matters/{matter.reference}/review/",
    takeable=_asked_by_others,
)
CORRECTIONS = replace(MATTERS, action=Action.CORRECT_NUMBERS, waiting=_corrections)
