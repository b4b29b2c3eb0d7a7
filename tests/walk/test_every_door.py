"""Every address of the site, for every kind of person, with the own thing, another's and none: as the tables say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from accounts.door_table import Door, Sight, tables
from tests.walk import walking
from tests.walk.inspecting import faults, make_names_hostile
from tests.walk.world import WALKERS, World, build
from zhongshan_crane.addresses import addresses

pytestmark = pytest.mark.django_db
ADD = (
    "{name} ({route}) stands in no table of doors. Add it to the doors.py of its app: to whom it opens, which methods it "
    "takes, and of which thing it is; a new kind of thing also needs an entry in SIGHTS there and in tests/walk."
)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The database for the whole walk; each step takes back what it did."""
    from django.conf import settings

    before, settings.MEDIA_ROOT = settings.MEDIA_ROOT, str(tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), transaction.atomic():
        made = build()
        make_names_hostile()
        yield made
        transaction.set_rollback(True)
    settings.MEDIA_ROOT = before


def _doors() -> dict[str, Door]:
    return {door.name: door for _, doors, _ in tables() for door in doors}


def _sights() -> dict[str, Sight]:
    return {name: sight for _, _, sights in tables() for name, sight in sights.items()}


def test_every_address_stands_in_a_table() -> None:
    known = _doors()
    missing = [
        ADD.format(name=address.name, route=address.route)
        for address in addresses()
        if address.name not in known
    ]
    assert not missing, "\n".join(missing)


def test_no_table_names_an_address_twice_or_one_that_is_gone() -> None:
    listed = [door.name for _, doors, _ in tables() for door in doors]
    assert sorted(listed) == sorted(set(listed))
    assert set(listed) <= {address.name for address in addresses()}


def test_no_step_is_taken_without_the_token_of_a_page() -> None:
    stranger = Client(enforce_csrf_checks=True)
    taken = [
        address.name
        for address in addresses()
        if not walking.is_interface(address)
        if (answer := walking.request(stranger, "POST", address, {})).status_code != 403
        or "页面已过期" not in answer.content.decode()
    ]
    assert not taken


def test_the_interface_takes_no_step_of_a_session_without_its_token(world: World) -> None:
    """A key needs none; a browser's login alone moves nothing."""
    person = Client(enforce_csrf_checks=True)
    person.force_login(world.people["manager"])
    known = _doors()
    taken = [
        f"{method} {address.name}"
        for address in addresses()
        if walking.is_interface(address)
        for method in known[address.name].methods - {"GET"}
        if (answer := walking.request(person, method, address, {})).status_code != 403
        or answer.json()["code"] != "csrf_failed"
    ]
    assert not taken


@pytest.mark.parametrize("name", WALKERS)
def test_every_door_answers_as_the_table_says(world: World, name: str) -> None:
    differences = list(_differences(world, name))
    assert not differences, "\n".join(differences)


def _differences(world: World, name: str) -> Iterator[str]:
    holder, client, known, sights = WALKERS[name], Client(), _doors(), _sights()
    if person := world.people.get(name):
        client.force_login(person)
    for address in addresses():
        door = known[address.name]
        for method, thing, side in _steps(door):
            keys = world.keys(thing, person, side) if thing else {}
            answer = walking.request(client, method, address, keys)
            got = walking.outcome(answer)
            right = walking.expected(door, sights.get(thing), holder, method, side)
            asked = f"{name}: {method} {address.name} of {f'{side} {thing}'.strip() or 'itself'}: {got}; "
            if got not in right:
                yield f"{asked}the table says {walking.told(right)}"
            elif not isinstance(answer, Exception):
                yield from (asked + fault for fault in faults(answer, logged_in=holder is not None))


def _steps(door: Door) -> Iterator[tuple[str, str, str]]:
    """Each request to the door: method, thing, and whose thing it is."""
    for method in ("GET", "POST", "PATCH", "DELETE"):
        if method not in door.methods:
            if method in {"GET", "POST"}:
                yield method, next(iter(door.things), ""), "own"
        elif not door.things:
            yield method, "", ""
        else:
            yield from ((method, thing, side) for thing in door.things for side in ("own", "foreign", "none"))
