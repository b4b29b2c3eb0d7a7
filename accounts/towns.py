"""The townships that forms of enterprises and accounts offer.

The list itself belongs to the machines' catalogue, above this app, which hands it in when it starts.
"""

from __future__ import annotations

from collections.abc import Iterable

_towns: dict[str, str] = {}


def offer_towns(towns: Iterable[tuple[str, str]]) -> None:
    """Take the townships (nine-digit code of GB/T 2260 and 10114, name) as the ones to choose from."""
    _towns.clear()
    _towns.update(towns)


def town_choices() -> list[tuple[str, str]]:
    """The townships for a select, an empty choice first."""
    return [("", "——"), *_towns.items()]


def town_name(code: str) -> str:
    """The township's name; the code itself where it is unknown."""
    return _towns.get(code, code)
