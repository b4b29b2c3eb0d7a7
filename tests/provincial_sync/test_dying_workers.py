"""A worker that dies at each statement in turn leaves rows that tell the truth."""

from __future__ import annotations

import pytest
from django.db import transaction

from provincial_sync import neighbour
from provincial_sync.models import Exchange, ProvinceState
from tests.provincial_sync import cases
from tests.provincial_sync.exchange_world import World

pytestmark = pytest.mark.django_db
STATEMENTS = range(1, 45)  # a hand-over whose answer is to wait runs fewer


@pytest.fixture
def world(firm, reviewer, monkeypatch) -> World:
    world = World()
    monkeypatch.setattr(neighbour, "shared_http", lambda _access: world.http)
    with world.travel():
        cases.accepted(firm, reviewer, papers=0)
    return world


@pytest.mark.parametrize("mood", ["wait", "ok", "lost"])
def test_what_was_heard_and_what_follows_from_it_are_written_together(world, mood):
    heard = 0
    for statement in STATEMENTS:
        point = transaction.savepoint()
        world.province.cases.clear()
        world.hand_over([mood], statement)
        told_to_wait = Exchange.objects.filter(code=50301).exists()
        assert told_to_wait == bool(ProvinceState.objects.filter(not_before__isnull=False)), statement
        heard += told_to_wait
        transaction.savepoint_rollback(point)
    assert bool(heard) == (mood == "wait")


@pytest.mark.parametrize("mood", ["ok", "lost"])
def test_whoever_dies_where_ever_each_renewal_arrives_once(world, mood):
    for statement in STATEMENTS[::2]:
        point = transaction.savepoint()
        world.province.cases.clear()
        world.province.taken.clear()
        began = world.now
        world.hand_over([mood], statement)
        world.hold()
        world.come_to_rest()
        world.hold()
        assert len(world.province.taken) == 1, statement
        world.now = began
        transaction.savepoint_rollback(point)
