"""Which address of a piece of a paper answers whom."""

from __future__ import annotations

from accounts.door_table import HOLDERS, LOGGED_IN, Sight, doors

SIGHTS = {"crop": Sight(own=frozenset(HOLDERS))}  # each person's own address alone
DOORS = [*doors(LOGGED_IN, "vision:crop", of="crop")]
