"""What a kind of case says of itself, so that looking, claiming and taking over are written once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action
from audit.actors import Actor
from desk.models import Claimable
from ground.glossary import Step


@dataclass(frozen=True)
class CaseKind:
    """One kind of case (换证申请, 入库, 企业事项).

    `action` is what its reviewers may do; `waiting` are those that wait, as a person sees them; `lock` gives the
    locked row and raises StepRefused unless it waits for review; `record` appends a step that changes no state;
    `word` names a case in a message, `address` leads to its review page.
    `seen` are the columns that a claim needs of a case of `waiting` that is free: it is then made by one statement. Empty
    where more than `waiting` is asked of a case: it is locked first.
    """

    name: str
    model: type[Claimable]
    action: Action
    claimed: Step
    taken_over: Step
    waiting: Callable[[User], models.QuerySet[Any]]
    lock: Callable[[int, User, Step], Any]
    record: Callable[[Any, Actor, Step, dict[str, Any]], None]
    word: Callable[[Any], str]
    address: Callable[[Any], str]
    seen: tuple[str, ...] = ()
    # Those of `waiting` that this person could decide on, were they in nobody's hand.
    takeable: Callable[[Any, User], models.QuerySet[Any]] = lambda waiting, _user: waiting

    def next_for(self, user: User) -> Any:
        """The oldest case that this reviewer can take: nobody else has it in hand. None where there is none."""
        waiting = self.takeable(self.waiting(user), user)
        held = waiting.filter(claimed_by__isnull=False, claimed_until__gt=timezone.now())
        others = held.exclude(claimed_by=user).values("pk")
        return waiting.exclude(pk__in=others).order_by("submitted_at", "id").first()
