"""影响: what a change of the city's data would touch, counted before it is kept.

Layers above hand in what they know by topic, because the pages of this layer cannot ask them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Effect:
    """One line: what is touched and how many of it (None: it is no number); `note` says what happens to them."""

    label: str
    count: int | None = None
    note: str = ""


Source = Callable[[Any, Any], Iterable[Effect]]
_sources: defaultdict[str, list[Source]] = defaultdict(list)


def tells(*topics: str) -> Callable[[Source], Source]:
    """Register (as a decorator) a function of the value before and after that counts the effect on `topics`."""

    def keep(source: Source) -> Source:
        for topic in topics:
            _sources[topic].append(source)
        return source

    return keep


def effects_of(topic: str, before: Any, after: Any) -> list[Effect]:
    """Everything that a change of the topic's value would touch."""
    return [effect for source in _sources[topic] for effect in source(before, after)]
