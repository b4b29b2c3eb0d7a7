"""What the walk finds: two firms that have one of everything, people of every kind, and the city's own data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password
from stdnum.cn import uscc

from accounts.door_table import Holder
from accounts.models import DUTY_COLUMNS, Enterprise, User
from accounts.roles import Duty, Role
from tests.walk import city, things

TOWNS = ("442000001", "442000002")
Keys = dict[str, Any]


@dataclass
class World:
    """`people` by name; `things` by name and side: 0 the own firm's (or town's, or one's own), 1 the other's.

    A thing is what an address of it is made of: parameters, and with a question mark before the name what stands in
    the query. Where it belongs to a person, it is a function of that person.
    """

    people: dict[str, User] = field(default_factory=dict)
    things: dict[str, tuple[Keys | Callable[[User], Keys], Keys]] = field(default_factory=dict)

    def keys(self, thing: str, person: User | None, side: str) -> Keys:
        """The parameters that name the thing of that side: own, foreign, or none at all."""
        mine, others = self.things[thing]
        if side == "foreign":
            return others
        keys = mine(person or self.people["clerk"]) if callable(mine) else mine
        return keys if side == "own" else {name: 987654321 for name in keys if name.startswith("?")}


# Who walks, with the kind of account; None: nobody, or an account that is nobody's any more.
WALKERS: dict[str, Holder | None] = {
    "anonymous": None,
    "disabled": None,
    "clerk": Role.ENTERPRISE_STAFF,
    "manager": Role.ENTERPRISE_MANAGER,
    "reviewer": Role.REVIEWER,
    "head": Role.HEAD,
    "supervisor": Role.SUPERVISOR,
    "system": Duty.SYSTEM,
    "security": Duty.SECURITY,
    "audit": Duty.AUDIT,
}


def build() -> World:
    """Everything, made by the steps of the people themselves."""
    world = World()
    sides = [_firm(world, number) for number in (0, 1)]
    _office(world)
    made = [things.of_firm(world.people, number, town=TOWNS[number]) for number in (0, 1)]
    world.things.update({name: (made[0][name], made[1][name]) for name in made[0]})
    world.things.update(things.of_people(world.people))
    world.things.update(things.between(world.people, sides, made))
    world.things.update(city.things(world.people, made))
    return world


def _firm(world: World, number: int) -> Enterprise:
    body = f"91442000MA{number + 1:07d}"
    firm = Enterprise.objects.create(
        name=f"中山示例机械租赁{number + 1}号有限公司",
        uscc=body + uscc.calc_check_digit(body),
        town=TOWNS[number],
    )
    other = "other_" if number else ""
    _person(world, f"{other}clerk", Role.ENTERPRISE_STAFF, enterprise=firm)
    _person(world, f"{other}manager", Role.ENTERPRISE_MANAGER, enterprise=firm)
    _person(world, f"{other}colleague", Role.ENTERPRISE_STAFF, enterprise=firm)
    if not number:
        _person(world, "disabled", Role.ENTERPRISE_MANAGER, enterprise=firm, is_active=False)
    return firm


def _office(world: World) -> None:
    for name, role in (("reviewer", Role.REVIEWER), ("reviewer2", Role.REVIEWER), ("head", Role.HEAD)):
        _person(world, name, role)
    _person(world, "supervisor", Role.SUPERVISOR, town=TOWNS[0])
    for duty in Duty:
        held = {column: each == duty for each, column in DUTY_COLUMNS.items()}
        _person(world, duty.value, Role.ADMINISTRATOR, **held)


def _person(world: World, username: str, role: Role, **more: Any) -> None:
    world.people[username] = User.objects.create(
        username=username,
        role=role,
        full_name=f"{username}示例",
        password=make_password("Demo-2026!"),
        must_consent=False,  # the notice was confirmed
        **more,
    )
