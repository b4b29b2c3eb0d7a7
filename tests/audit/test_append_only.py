"""The history is written once and for ever."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.services import disable_person
from audit.models import AccountEvent, HistoryEntry
from tests.cases import accepted, handed_in, recorded
from tests.pages import of_device, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(clerk):
    handed_in(clerk)
    return HistoryEntry.objects.latest("at", "id")


def test_an_entry_is_not_saved_again(entry) -> None:
    entry.opinion = "改过的"
    with pytest.raises(TypeError, match="append-only"):
        entry.save()
    assert HistoryEntry.objects.get(pk=entry.pk).opinion == ""


def test_an_entry_is_not_deleted(entry) -> None:
    with pytest.raises(TypeError, match="append-only"):
        entry.delete()
    assert HistoryEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda entries: entries.update(opinion="改过的"),
        lambda entries: entries.delete(),
        lambda entries: entries.filter(pk__gt=0).update(opinion="改过的"),
        lambda entries: entries.bulk_update(list(entries), ["opinion"]),
    ],
)
def test_many_are_neither_changed_nor_deleted(entry, attempt) -> None:
    with pytest.raises(TypeError, match="append-only"), transaction.atomic():
        attempt(HistoryEntry.objects.all())
    assert not HistoryEntry.objects.filter(opinion="改过的").exists()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_historyentry SET opinion = '改过的'", "DELETE FROM audit_historyentry"]
)
def test_the_database_itself_refuses(entry, statement) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert HistoryEntry.objects.filter(pk=entry.pk, opinion="").exists()


def test_an_entry_names_the_doer_by_id_and_holds_no_name(clerk, reviewer) -> None:
    accepted(clerk, reviewer)
    rows = str(list(HistoryEntry.objects.values()))
    for name in (str(clerk), str(reviewer), "张示例", "13800000001"):
        assert name not in rows
    assert set(HistoryEntry.objects.values_list("actor_id", flat=True)) == {str(clerk.pk), str(reviewer.pk)}


def test_an_entry_knows_the_request_and_the_address_it_came_from(signed_in, clerk) -> None:
    device = recorded(clerk)
    answer = signed_in(clerk).post(of_device(device, "submit/"), step(device), REMOTE_ADDR="192.0.2.7")
    entry = HistoryEntry.objects.latest("at", "id")
    assert entry.request_id == answer["X-Request-ID"]
    assert entry.address == "192.0.2.7"


@pytest.fixture
def event(manager, clerk):
    disable_person(manager=manager, person_id=clerk.pk)
    return AccountEvent.objects.get()


def test_what_happened_to_an_account_is_neither_changed_nor_deleted(event) -> None:
    for attempt in (
        event.save,
        event.delete,
        AccountEvent.objects.all().delete,
        lambda: AccountEvent.objects.update(account_id=0),
    ):
        with pytest.raises(TypeError, match="append-only"):
            attempt()
    assert AccountEvent.objects.filter(pk=event.pk, account_id=event.account_id).exists()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_accountevent SET account_id = 0", "DELETE FROM audit_accountevent"]
)
def test_the_database_itself_keeps_what_happened_to_accounts(event, statement) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert AccountEvent.objects.filter(pk=event.pk, account_id=event.account_id).exists()
