"""Whatever somebody changes who can write to the database alone, verifying names it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.chain import Link, SealPass
from audit.guards import guarded
from audit.models import AccountEvent, PrivateNote
from audit.sealing import ChainBrokenError, seal_due
from ground.request_context import request_context
from tests.audit.chains import EVENTS, LINKS, found, kinds, later, link_of, sealed, tamper, write

pytestmark = pytest.mark.django_db


def test_a_record_that_nobody_touched_is_whole() -> None:
    sealed(3)
    assert found() == []
    assert found(now=later(10_000)) == []


def test_a_changed_row_is_named() -> None:
    entry = sealed()[2]
    tamper(f"UPDATE {EVENTS} SET account_id = 8 WHERE id = %s", entry.pk)
    (finding,) = found()
    assert (finding.kind, finding.source, finding.row_id) == ("changed", "event", entry.pk)
    assert finding.number == link_of(entry).number
    assert f"账号记录(audit_accountevent) id={entry.pk}" in str(finding)


def test_every_column_counts() -> None:
    entry = sealed(1)[0]
    for column, value in (("detail", '{"list": "别的", "rows": 0}'), ("at", "2026-01-01 00:00:00+00:00")):
        with transaction.atomic():
            tamper(f"UPDATE {EVENTS} SET {column} = %s WHERE id = %s", value, entry.pk)
            assert kinds() == ["changed"], column
            transaction.set_rollback(True)
    for column in ("actor_id", "request_id", "step", "actor_unit", "subject_kind", "address_note"):
        with transaction.atomic():
            tamper(f"UPDATE {EVENTS} SET {column} = 'x' WHERE id = %s", entry.pk)
            assert "changed" in kinds(), column
            transaction.set_rollback(True)


def test_a_removed_row_is_named() -> None:
    entry = sealed()[1]
    number = link_of(entry).number
    tamper(f"DELETE FROM {EVENTS} WHERE id = %s", entry.pk)
    (finding,) = found()
    assert (finding.kind, finding.row_id, finding.number) == ("removed", entry.pk, number)


def test_exchanged_rows_are_named_both() -> None:
    one, _, other = sealed(3)
    tamper(f"UPDATE {EVENTS} SET id = -1 WHERE id = %s", one.pk)
    tamper(f"UPDATE {EVENTS} SET id = %s WHERE id = %s", one.pk, other.pk)
    tamper(f"UPDATE {EVENTS} SET id = %s WHERE id = -1", other.pk)
    assert [(finding.kind, finding.row_id) for finding in found()] == [
        ("changed", one.pk),
        ("changed", other.pk),
    ]


def test_a_row_put_in_below_what_was_settled_is_named() -> None:
    doomed = sealed(3)[1]
    with transaction.atomic():  # a gap, as a step that failed leaves it
        (gap,) = write()
        transaction.set_rollback(True)
    sealed(1)
    seal_due(now=later(1000))
    seal_due(now=later(5000))
    columns = "at, step, account_id, detail, actor_kind, actor_id, actor_unit, request_id, address_note, subject_kind"
    tamper(
        f"INSERT INTO {EVENTS} (id, {columns}) SELECT %s, {columns} FROM {EVENTS} WHERE id = %s",
        gap.pk - 1_000,
        doomed.pk,
    )
    seal_due(now=later(5001))
    assert ("inserted", gap.pk - 1_000) in [
        (finding.kind, finding.row_id) for finding in found(now=later(6000))
    ]


def test_a_back_dated_row_is_named_although_it_was_sealed() -> None:
    sealed()
    entry = AccountEvent(step="exported", account_id=7, detail={}, actor_kind="system")
    entry.at = timezone.now() - dt.timedelta(days=3)
    entry.save()
    seal_due()
    (finding,) = found()
    assert (finding.kind, finding.row_id) == ("backdated", entry.pk)


def test_what_a_command_makes_with_older_times_is_admitted() -> None:
    sealed()
    entry = AccountEvent(step="exported", account_id=7, detail={}, actor_kind="system")
    entry.at = timezone.now() - dt.timedelta(days=3)
    entry.save()
    seal_due(admits=True)
    assert found() == []
    assert SealPass.objects.filter(admits=True).count() == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [("digest", "0" * 64), ("mac", "0" * 64), ("previous", "f" * 64), ("row_id", 999_999), ("form", 9)],
)
def test_a_changed_link_is_named(column, value) -> None:
    number = link_of(sealed()[2]).number
    tamper(f"UPDATE {LINKS} SET {column} = %s WHERE number = %s", value, number)
    assert ("link_changed", number) in [(finding.kind, finding.number) for finding in found()]


def test_a_removed_link_is_named_and_its_row_is_not_sealed_again() -> None:
    entry = sealed()[2]
    number = link_of(entry).number
    seal_due(now=later(1000))
    tamper(f"DELETE FROM {LINKS} WHERE number = %s", number)
    named = [(finding.kind, finding.number or finding.row_id) for finding in found(now=later(9000))]
    assert ("link_missing", number) in named


def test_a_tail_that_was_cut_is_found_and_nothing_is_sealed_on_top() -> None:
    entries = sealed()
    number = link_of(entries[3]).number
    tamper(f"DELETE FROM {LINKS} WHERE number >= %s", number)
    assert ("cut", number) in [(finding.kind, finding.number) for finding in found()]
    with pytest.raises(ChainBrokenError):
        seal_due()


def test_a_tail_cut_with_its_head_is_found_by_an_anchor() -> None:
    entries = sealed()
    end = Link.objects.latest_link()
    tamper(f"DELETE FROM {LINKS} WHERE number > %s", link_of(entries[2]).number)
    tamper(f"DELETE FROM {EVENTS} WHERE id > %s", entries[2].pk)
    tamper("DELETE FROM audit_sealpass")
    left = link_of(entries[2])
    tamper("UPDATE audit_sealhead SET number = %s, mac = %s", left.number, left.mac)
    assert found() == [], "without a witness elsewhere nobody can tell"
    assert kinds(anchors={end.number: end.mac}) == ["cut"]
    write(9)
    seal_due()
    assert "anchor" in kinds(anchors={end.number: end.mac})


def test_words_beside_the_record_are_held_to_their_mark() -> None:
    with request_context(request_id="r" * 8, address="192.0.2.7"):
        (entry,) = write()
    seal_due()
    assert found() == []
    tamper("UPDATE audit_privatenote SET salt = 'x' WHERE mark = %s", entry.address_note)
    assert kinds() == ["note_changed"]
    PrivateNote.objects.all().delete()
    assert kinds() == ["note_missing"]


@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_any_table_of_the_record(verb) -> None:
    sealed(1)
    assert len(guarded()) >= 9
    for table in ("audit_accountevent", "audit_sealpass"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(verb.format(table))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("UPDATE audit_link SET mac = mac")


@pytest.mark.postgres
def test_postgresql_refuses_to_empty_them() -> None:
    for table in guarded():
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(f"TRUNCATE {table} CASCADE")
