"""What a text says beside a label, and what is known around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from devices import values as typed
from devices.catalogue import Category, Field
from ground.errors import RuleBroken

from .measures import Measure

REPAIRED = 0.9  # a sign was read as another than the engine's


@dataclass(frozen=True)
class Reading:
    """What a text says: stored values by field code; `sure` how surely it says so; `unit` as it was taken.

    `unproven`: what a check digit or a known form leaves of the doubt whether the signs were read right.
    """

    values: Mapping[str, str]
    sure: float = 1.0
    doubts: tuple[str, ...] = ()
    unit: str = ""
    measured: Measure | None = field(default=None, compare=False)
    unproven: float = 1.0


@dataclass(frozen=True)
class Surroundings:
    """What is known besides the text: the category, the model, the unit that the label or a column names, and how
    surely each character was read."""

    category: Category | None
    model: str = ""
    unit: str = ""
    signs: tuple[float, ...] = ()
    raw: Mapping[str, str] = field(default_factory=dict)


def taken(entry: Field, written: str) -> str:
    """The stored form as the form's own parser gives it, "" where it refuses."""
    try:
        stored = typed.parse(entry, written)
        return "" if entry.pattern and not re.fullmatch(entry.pattern, stored) else stored
    except RuleBroken:
        return ""
