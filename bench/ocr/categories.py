"""Machines of the four categories."""

from __future__ import annotations

import random

from .cranes import other, tower
from .hoists import goods_hoist, hoist
from .identity import identify
from .machines import Machine

MAKERS = {
    "tower_crane": tower,
    "construction_hoist": hoist,
    "material_hoist": goods_hoist,
    "other_lifting": other,
}
CATEGORIES = (
    "tower_crane",
    "tower_crane",
    "construction_hoist",
    "material_hoist",
    "other_lifting",
)  # as often as they are met


def machine(rng: random.Random, category: str) -> Machine:
    """A machine of that category."""
    made = MAKERS[category](rng)
    identify(made, rng)
    return made
