"""Every row becomes one link, once, whoever seals and whenever it appears."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.test import override_settings

from audit import sealing, sources
from audit.chain import Link, SealHead, SealPass
from audit.models import AccountEvent
from audit.sealing import seal_due
from audit.verifying import Verifier
from tests.audit.chains import found, kinds, later, link_of, sealed, tamper, write

pytestmark = pytest.mark.django_db


def numbers() -> list[int]:
    return list(Link.objects.order_by("number").values_list("number", flat=True))


def test_sealing_again_changes_nothing() -> None:
    sealed(3)
    before = numbers()
    assert before == [1, 2, 3, 4], "three entries and the round itself"
    assert seal_due() == 0
    assert numbers() == before


def test_rows_are_sealed_in_batches(monkeypatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    write(5)
    assert seal_due() == 5
    assert found() == []


def test_a_worker_without_time_leaves_the_rest_to_the_next(monkeypatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    write(5)
    assert seal_due(seconds=0) == 2
    assert not SealPass.objects.latest("id").complete
    while seal_due(seconds=0):
        pass
    assert AccountEvent.objects.count() == Link.objects.filter(source="event").count() == 5
    assert found(now=later(9000)) == []


def test_a_worker_that_dies_leaves_whole_batches(monkeypatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    write(5)
    real, calls = sealing._append, []

    def dies(*given) -> None:
        real(*given)
        calls.extend(given[2][:1])
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(sealing, "_append", dies)
    with pytest.raises(KeyboardInterrupt):
        seal_due()
    assert Link.objects.filter(source="event").count() == 2
    monkeypatch.setattr(sealing, "_append", real)
    assert seal_due() == 3
    assert found() == []


def test_a_row_that_commits_late_below_others_is_sealed_and_no_alarm() -> None:
    (late,) = write()
    values = AccountEvent.objects.filter(pk=late.pk).values().get()
    tamper("DELETE FROM audit_accountevent WHERE id = %s", late.pk)  # not committed yet
    sealed(3)
    AccountEvent.objects.bulk_create([AccountEvent(**values)])
    assert seal_due(now=later(60)) == 1
    assert link_of(late).number > 4
    assert found(now=later(9000)) == []


def test_quiet_hours_leave_a_trace() -> None:
    sealed(1)
    seal_due(now=later(60))
    assert SealPass.objects.count() == 1
    seal_due(now=later(3700))
    assert SealPass.objects.count() == 2
    assert found() == []


def test_a_new_key_goes_on_and_the_old_one_still_proves() -> None:
    sealed(2)
    with override_settings(AUDIT_KEY="another-key-of-the-seal", AUDIT_KEY_FALLBACKS=[]):
        assert "key" in kinds()
    from django.conf import settings

    with override_settings(AUDIT_KEY="another-key-of-the-seal", AUDIT_KEY_FALLBACKS=[settings.AUDIT_KEY]):
        sealed(2)
        assert found() == []
    sealed(1)
    with override_settings(AUDIT_KEY="another-key-of-the-seal", AUDIT_KEY_FALLBACKS=[settings.AUDIT_KEY]):
        assert set(kinds()) == {"old_key"}, "a key that leaked and was replaced seals nothing any more"


@override_settings(CRYPTO_PROFILE="intl")
def test_both_sets_of_algorithms_seal() -> None:
    sealed(2)
    assert Link.objects.latest_link().key.startswith("intl.")
    with override_settings(CRYPTO_PROFILE="gm"):
        sealed(2)
        assert found() == []


def test_a_part_of_the_chain_is_verified_alone() -> None:
    entries = sealed(6)
    tamper("UPDATE audit_accountevent SET account_id = 8 WHERE id = %s", entries[0].pk)
    walk = Verifier(first=3, last=5)
    assert list(walk.run()) == []
    assert walk.links == 3
    assert kinds(last=2) == ["changed"]


def test_every_column_of_every_table_is_sealed() -> None:
    for source in sources.sources().values():
        columns = {field.attname for field in source.model._meta.concrete_fields} - {"id"}
        if source.is_erasable:  # what erasing changes is held by the marks
            columns -= {"salt", "erased_at"}
        missing = columns - set(source.forms[-1])
        assert not missing, f"{source.code}: add a form with {missing} where the app names the table"


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_make_one_chain(monkeypatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 5)
    write(60)
    problems: list[Exception] = []

    def work() -> None:
        try:
            seal_due()
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert problems == []
    assert Link.objects.filter(source="event").count() == 60
    assert numbers() == list(range(1, SealHead.objects.get().number + 1))
    assert found() == []


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_rolled_back_is_not_waited_for() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    sealed(2)
    seal_due(now=later(2000))
    assert found(now=later(9000)) == []
