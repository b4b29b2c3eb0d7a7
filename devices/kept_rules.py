"""The city's rules as this process knows them: read once, and again when anybody has changed one.

A change writes a new mark into the cache that all processes share; each looks at the mark at most once a second
and reads the few rows again where it is another. Without a cache the rows are read again after some minutes.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import transaction

MARK = "devices.city_rules"
LOOK_SECONDS, OLD_SECONDS = 1.0, 300.0


@dataclass(slots=True)
class _Kept:
    values: dict[str, Any]
    mark: str | None
    looked: float
    read: float


_kept: _Kept | None = None


def kept_values() -> Mapping[str, Any]:
    """Rule → the value that the city set, as JSON holds it; rules at their default are not there."""
    global _kept
    now = time.monotonic()
    if _kept is not None and now - _kept.looked < LOOK_SECONDS:
        return _kept.values
    mark = cache.get(MARK)
    if _kept is None or mark != _kept.mark or now - _kept.read > OLD_SECONDS:
        _kept = _Kept(_rows(), mark, now, now)
    _kept.looked = now
    return _kept.values


def forget() -> None:
    """Read the rows again at the next question."""
    global _kept
    _kept = None


def told() -> None:
    """A rule was changed: this process forgets at once, the others when the change is committed."""
    forget()
    transaction.on_commit(_tell)


def _tell() -> None:
    cache.set(MARK, uuid.uuid4().hex, None)
    forget()


def _rows() -> dict[str, Any]:
    from devices.models.rules import CityRule  # lazily: the rules are asked before the models are there

    return dict(CityRule.objects.values_list("name", "value"))
