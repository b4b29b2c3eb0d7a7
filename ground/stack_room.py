"""Room for Python's own stack, taken once for a request instead of again and again.

The interpreter (3.11 and later) keeps the frames of its functions in pieces of 16 kB. It asks the system for a piece when
one is full, and gives it back when its first frame returns. Where a loop of a template happens to stand at the end of a
piece, each of its calls asks and gives back: some 10 µs each, for a third of a page's time. A function that itself needs
much room gets a large piece, in which everything that it calls has room, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
SLOTS = 33_000  # of 8 bytes: just above a power of two, so that as much again lies behind it; untouched, it costs nothing


def with_room(function: F) -> F:
    """That very function, whose calls have room for some hundred frames in one piece."""
    code = function.__code__
    function.__code__ = code.replace(co_stacksize=max(code.co_stacksize, SLOTS))
    return function
