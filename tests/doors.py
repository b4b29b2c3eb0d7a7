"""What every door owes to those who must not pass it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model
from django.test import Client

from accounts.models import User
from audit.models import HistoryEntry
from tests.pages import text_of


@contextmanager
def nothing_changes(*things: Model) -> Iterator[None]:
    """Fail where a refused step left a trace in the rows or in the history."""
    before = _rows(things)
    yield
    assert _rows(things) == before


def turns_strangers_away(address: str, form: dict[str, Any], stranger: User, *things: Model) -> None:
    """Fail unless another firm's person learns only that there is nothing."""
    with nothing_changes(*things):
        answer = _client(stranger).post(address, form)
    assert answer.status_code == 404


def names_who_may(address: str, form: dict[str, Any], person: User, *things: Model) -> None:
    """Fail unless a person of the office is told whose step this is."""
    with nothing_changes(*things):
        answer = _client(person).post(address, form)
    assert answer.status_code == 403
    assert "请由企业用户、企业管理员办理" in text_of(answer)


def asks_to_log_in(address: str, form: dict[str, Any], *things: Model) -> None:
    """Fail unless somebody unknown is led to the login, and back afterwards."""
    with nothing_changes(*things):
        answer = Client().post(address, form)
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={address}"


def takes_no_get(address: str, person: User, *things: Model) -> None:
    """Fail where following a link takes a step."""
    with nothing_changes(*things):
        answer = _client(person).get(address)
    assert answer.status_code == 405


def _client(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _rows(things: tuple[Model, ...]) -> list[Any]:
    rows: list[Any] = [type(thing)._base_manager.filter(pk=thing.pk).values().get() for thing in things]
    return [*rows, HistoryEntry.objects.count()]
