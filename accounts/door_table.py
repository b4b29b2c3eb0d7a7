"""What a table of doors is made of: which page answers whom.

Each app lists its own pages in its `doors.py`. docs/permissions.md is drawn from these lists, and a test walks every
address of the site for every kind of person and compares. The lists repeat on purpose what the views say by code:
neither is derived from the other, so that a view which forgets its guard is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from accounts.policies import PERMISSIONS, Action
from accounts.roles import Duty, Role

Holder = Role | Duty
FIRM: frozenset[Holder] = frozenset({Role.ENTERPRISE_STAFF, Role.ENTERPRISE_MANAGER})
TOWN: frozenset[Holder] = frozenset({Role.SUPERVISOR})
# The kinds of account that a person can have; an administrator's is a duty.
HOLDERS: tuple[Holder, ...] = (*(role for role in Role if role != Role.ADMINISTRATOR), *Duty)
READS, TAKES, DROPS = frozenset({"GET"}), frozenset({"POST"}), frozenset({"DELETE"})
CHANGES = frozenset({"PATCH"})


class Opening(StrEnum):
    """Doors without a permission of their own."""

    EVERYBODY = "everybody"
    LOGGED_IN = "logged in"


EVERYBODY, LOGGED_IN = Opening.EVERYBODY, Opening.LOGGED_IN
Who = Action | Opening


@dataclass(frozen=True)
class Sight:
    """Who sees a thing: those on its own side (its firm, the supervisor of its town, the person it belongs to),
    and those who see everybody's. Whoever is in neither finds nothing (404)."""

    own: frozenset[Holder]
    foreign: frozenset[Holder] = frozenset()

    def shows(self, holder: Holder, *, own: bool) -> bool:
        """Whether the person sees it; `own`: it is of the person's side."""
        return holder in self.foreign or (own and holder in self.own)


@dataclass(frozen=True)
class Door:
    """One address: to whom it opens, what it takes, and of which thing it is.

    `name` is the url's name, or the route of a url without one. `to` opens the door at all (of several, each does); `step` is what POST,
    PATCH and DELETE need besides. `things` are names of `SIGHTS`: the address names one of them, and its sight decides.
    `answers` is what a GET is answered with that nothing refuses, `unseen` what there is to read of a thing that the
    person does not see, or that is not there: the same for both.
    """

    name: str
    to: Who | tuple[Action, ...]
    methods: frozenset[str]
    things: tuple[str, ...] = ()
    step: Who | None = None
    answers: frozenset[int] = frozenset({200})
    unseen: frozenset[int] = frozenset({404})

    def opens(self, holder: Holder | None, method: str) -> bool:
        """Whether the door takes that method from somebody with that kind of account (None: without one)."""
        needs = [self.to] if method == "GET" or self.step is None else [self.to, self.step]
        return method in self.methods and all(_has(holder, need) for need in needs)


def doors(
    to: Who | tuple[Action, ...],
    *names: str,
    methods: frozenset[str] = READS,
    of: str | tuple[str, ...] = (),
    step: Who | None = None,
    answers: tuple[int, ...] = (200,),
    unseen: tuple[int, ...] = (404,),
) -> list[Door]:
    """One door for each name, alike in all else."""
    things = (of,) if isinstance(of, str) else of
    return [Door(name, to, methods, things, step, frozenset(answers), frozenset(unseen)) for name in names]


def register(
    model: str, sees: Action, keeps: Action | None, *, thing: str, grows: bool = True, deletable: bool = False
) -> list[Door]:
    """The doors of one model of the admin: read by `sees` and `keeps`, changed by `keeps` (None: by nobody), added to
    (`grows`) and deleted where that is possible at all."""
    read = (sees, keeps) if keeps and keeps != sees else sees
    one, shown, short = (
        f"console:{model}",
        (thing,),
        f"console/{'/'.join(model.rsplit('_', 1))}/<path:object_id>/",
    )
    changes = READS | TAKES if keeps else READS
    return [
        # Leads to /change/, whatever follows it.
        Door(short, Action.USE_CONSOLE, READS | TAKES, answers=frozenset({302})),
        # The admin's list answers a POST without an action as a GET.
        Door(f"{one}_changelist", read, READS | TAKES),
        Door(f"{one}_add", keeps or sees, changes if keeps and grows else frozenset()),
        Door(f"{one}_history", read, READS | TAKES, shown),
        Door(f"{one}_change", read, changes, shown, step=keeps),
        Door(f"{one}_delete", keeps or sees, changes if keeps and deletable else frozenset(), shown),
    ]


def tables() -> Iterator[tuple[str, list[Door], dict[str, Sight]]]:
    """Each app that has doors: its label, the doors, and who sees the things that they name."""
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "doors"):
            table = import_module(f"{config.name}.doors")
            yield config.label, list(table.DOORS), dict(table.SIGHTS)


def _has(holder: Holder | None, need: Who | tuple[Action, ...]) -> bool:
    if isinstance(need, tuple):
        return any(_has(holder, each) for each in need)
    if need is Opening.EVERYBODY:
        return True
    if holder is None:
        return False
    return need is Opening.LOGGED_IN or holder in PERMISSIONS[Action(need)]
