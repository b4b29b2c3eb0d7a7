"""seed_bulk: the same again for the same seed, with and without indexes, and never where it could do harm."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction

from accounts.models import Enterprise
from audit.models import HistoryEntry
from devices.models import Device
from provincial_sync.models import Upload
from renewals.models import RenewalApplication, Submission
from tests.bulk.conftest import seed
from tests.cases import registered
from zhongshan_crane.bulk import indexes, plan, seeding, tables, world

pytestmark = pytest.mark.django_db
CASTS = re.compile(r"::(text|character varying)(\[\])?|[()]")
FEW = {"devices": 30, "enterprises": 4, "renewals": 25}


def told() -> list[object]:
    """What the data say, without the keys that the database gave."""
    machines = Device.objects.order_by("id").values_list(
        "enterprise__name", "model", "manufacture_date", "details", "intake_status", "created_at"
    )
    renewals = RenewalApplication.objects.order_by("id").values_list(
        "enterprise__name", "approval_status", "upload_status", "submitted_at", "due_on", "parameters"
    )
    steps = HistoryEntry.objects.order_by("id").values_list("at", "step", "opinion", "remarks")
    return [list(rows) for rows in (machines, renewals, steps)]


def seeded(**changes) -> list[object]:
    with transaction.atomic():
        seed(**{**FEW, **changes})
        said = told()
        transaction.set_rollback(True)
    return said


def test_the_same_seed_makes_the_same_data():
    assert seeded() == seeded()


def test_another_seed_makes_others():
    assert seeded() != seeded(seed=8)


def structure() -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'")
        found = cursor.fetchall()
        cursor.execute("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint")
        # A definition that was read again may cast each value of a list where it cast the list before.
        return {tuple(CASTS.sub("", word) for word in row) for row in found + cursor.fetchall()}


@pytest.fixture
def workers(monkeypatch):
    """Slices of ten machines, made by other processes whatever the number of rows."""
    monkeypatch.setattr(world, "LOTS", 1)
    monkeypatch.setattr(plan, "SLICE", 10)
    yield lambda: monkeypatch.setattr(seeding, "LARGE", 1)
    assert not multiprocessing.active_children()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [1, 3])
def test_other_processes_make_the_same_and_leave_every_index(workers, monkeypatch, count):
    before, said = structure(), seeded()
    workers()
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    seed(**FEW)
    assert told() == said
    assert structure() == before


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_ends_the_making_of_indexes_is_gone_on_with(workers, monkeypatch):
    before, said, make = structure(), seeded(), indexes._make
    workers()

    def full(number: int, statement: str) -> None:
        if "gin" in statement:
            raise OperationalError("no space left on device")
        make(number, statement)

    with monkeypatch.context() as broken:
        broken.setattr(indexes, "_make", full)
        with pytest.raises(CommandError, match="索引没有建完"):
            seed(**FEW)
    assert structure() != before
    seed(**FEW)
    assert (structure(), told()) == (before, said)


@pytest.mark.postgres
def test_a_process_that_fails_or_is_killed_fails_the_whole(workers, monkeypatch):
    workers()
    make = seeding.make_slice

    def killed(world, one):
        return make(world, one) if one.number < 2 else os.kill(os.getpid(), signal.SIGKILL)

    for broken, error in ((killed, CommandError), (lambda world, one: [][one.number], IndexError)):
        monkeypatch.setattr(seeding, "make_slice", broken)
        with pytest.raises(error):
            seed(**FEW)
        assert not Enterprise.objects.exists()
        assert not Device.objects.exists()


@pytest.mark.postgres
def test_what_cannot_be_written_ends_the_other_processes(workers, monkeypatch):
    workers()
    monkeypatch.setattr(tables, "_copy", lambda *_: {}["full"])
    with pytest.raises(KeyError):
        seed(**FEW)
    assert not Enterprise.objects.exists()


def test_people_go_on_after_it_with_keys_of_their_own(clerk, reviewer):
    seed(**FEW)
    assert registered(clerk, reviewer, 1).pk > 30


def test_it_refuses_where_the_system_is_live(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DJANGO_DEBUG"):
        call_command("seed_bulk", devices=1, enterprises=1, renewals=0)
    assert not Enterprise.objects.exists()


def test_it_refuses_beside_real_machines_unless_told(clerk, reviewer):
    registered(clerk, reviewer, 1)
    with pytest.raises(CommandError, match="已有 1 台设备"):
        seed(**FEW)
    assert Device.objects.count() == 1
    seed(**FEW, beside_other_data=True)
    assert Device.objects.count() == 31


def test_renewals_without_machines_and_odd_numbers_are_refused():
    for odd in ({"devices": 0}, {"enterprises": 100_000}, {"renewals": -1}):
        with pytest.raises(CommandError, match="数量不对"):
            seed(**{**FEW, **odd})
    assert not Device.objects.exists()


def test_machines_without_renewals_are_no_fault():
    seed(**{**FEW, "renewals": 0})
    assert (Device.objects.count(), Submission.objects.count(), Upload.objects.count()) == (30, 0, 0)
