"""When to try again and when to ask again. Pure: chance is an argument, waits are in seconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

ALARM_AFTER = 8  # tries that failed in a row, after which an administrator is told
JITTER = 0.2  # a fifth more or less, so that what failed together does not return together
QUICK_POLLS = 6  # questions at the first pace, before the pauses double


def retry_wait(
    failures: int, *, minutes: Sequence[float], chance: float, at_least: float | None = None
) -> dt.timedelta:
    """The pause after the `failures`-th failure in a row; never shorter than what the province asked for.

    `minutes` are the steps, the last of which is kept; `chance` is between 0 and 1.
    """
    step = minutes[min(max(failures, 1), len(minutes)) - 1] * 60
    return dt.timedelta(seconds=max(_jittered(step, chance), at_least or 0.0))


def poll_wait(polls: int, *, first: float, slowest: float, chance: float) -> dt.timedelta:
    """The pause before the next question after `polls` questions: soon at first, then ever slower."""
    doublings = min(max(polls - QUICK_POLLS, 0), 30)
    return dt.timedelta(seconds=_jittered(min(first * 2**doublings, max(slowest, first)), chance))


def _jittered(seconds: float, chance: float) -> float:
    return seconds * (1 - JITTER + 2 * JITTER * chance)
