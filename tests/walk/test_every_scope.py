"""Every call of the interface with a key of each single scope and of none, on the own thing and another's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.door_table import tables
from accounts.roles import Role
from api.keys import make_key
from api.models import ApiKey
from api.scopes import FIRM_SCOPES, OFFICE_SCOPES, Scope
from documents.api.views import Files
from tests.walk import walking
from tests.walk.world import World, build
from zhongshan_crane.drawn_scopes import Call, calls

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The database for the whole walk; each call takes back what it did."""
    from django.conf import settings

    before, settings.MEDIA_ROOT = settings.MEDIA_ROOT, str(tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
    settings.MEDIA_ROOT = before


def test_the_interface_has_calls_and_each_says_what_a_key_needs() -> None:
    found = calls()
    assert len(found) > 20
    assert {call.method for call in found} >= {"GET", "POST", "PATCH", "DELETE"}


@pytest.mark.parametrize("scope", [None, *FIRM_SCOPES])
def test_a_firm_s_key_gets_as_far_as_its_scope(world: World, settings, scope: Scope | None) -> None:
    settings.API_PER_MINUTE = 1_000_000
    differences = list(_differences(world, "manager", scope, office=False))
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize("scope", [None, *OFFICE_SCOPES])
def test_an_office_s_key_gets_as_far_as_its_scope(world: World, settings, scope: Scope | None) -> None:
    settings.API_PER_MINUTE = 1_000_000
    differences = list(_differences(world, "security", scope, office=True))
    assert not differences, "\n".join(differences)


def _differences(world: World, maker: str, scope: Scope | None, *, office: bool) -> Iterator[str]:
    key, secret = make_key(
        user=world.people[maker], name="租赁管理系统", scopes=[scope or Scope.DEVICES_READ], days=30
    )
    held = frozenset({scope}) if scope else frozenset()
    # The last use is noted beforehand: a call that is taken back would take the note back, too.
    ApiKey.objects.filter(pk=key.pk).update(scopes=sorted(held), last_used_at=timezone.now())
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    things = {door.name: door.things for _, doors, _ in tables() for door in doors}
    for call in calls():
        let_in = call.lets_in(held, office=office)
        for thing in things[call.address.name] or ("",):
            for side in ("own", "foreign") if let_in and thing else ("own",):
                keys = world.keys(thing, world.people[maker], side) if thing else {}
                got = walking.outcome(walking.request(client, call.method, call.address, keys))
                right = _expected(call, thing, side, let_in=let_in, office=office)
                if not any(got.startswith(word) for word in right):
                    asked = f"{call.method} {call.address.name} of {f'{side} {thing}'.strip()}"
                    yield f"{asked}: {got}; the views say {' or '.join(sorted(right))}"


def _expected(call: Call, thing: str, side: str, *, let_in: bool, office: bool) -> set[str]:
    """What a key is answered with, as the words of `walking` begin."""
    if not let_in:
        return {walking.REFUSED}
    sights = {name: sight for _, _, theirs in tables() for name, sight in theirs.items()}
    holder = Role.REVIEWER if office else Role.ENTERPRISE_MANAGER
    if thing and not sights[thing].shows(holder, own=side == "own"):
        return {walking.HIDDEN}
    # A file is opened by the scope of what it belongs to, which the address does not tell.
    return {walking.ANSWERED, walking.REFUSED} if call.view is Files else {walking.ANSWERED}
