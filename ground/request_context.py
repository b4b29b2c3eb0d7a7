"""What every layer may know of the request it serves: its id and the address it came from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_address: ContextVar[str] = ContextVar("address", default="")


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
