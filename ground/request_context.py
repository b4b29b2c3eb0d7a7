"""What every layer may know of the request it serves: its id, the address it came from, and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_address: ContextVar[str] = ContextVar("address", default="")
_person: ContextVar[Callable[[], int | None] | None] = ContextVar("person", default=None)


def current_request_id() -> str:
    """Return the id of the request or task at work, empty outside of one."""
    return _request_id.get()


def current_address() -> str:
    """Return the network address of the person at the other end, empty in tasks and commands."""
    return _address.get()


@contextmanager
def request_context(*, request_id: str, address: str = "") -> Iterator[None]:
    """Hold id and address for the length of the block, across everything it calls."""
    tokens = (_request_id.set(request_id), _address.set(address))
    try:
        yield
    finally:
        _request_id.reset(tokens[0])
        _address.reset(tokens[1])


def current_person() -> int | None:
    """Return the account's id of the person at the other end, or for whom a task works; None for nobody."""
    asked = _person.get()
    return asked() if asked else None


@contextmanager
def on_behalf_of(person: Callable[[], int | None]) -> Iterator[None]:
    """Hold whose request or task it is; asked only where somebody wants to know."""
    token = _person.set(person)
    try:
        yield
    finally:
        _person.reset(token)
