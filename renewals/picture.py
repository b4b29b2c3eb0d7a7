"""The firm's 换证进度 as a bar: its parts in whole thousandths of the width. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from renewals.progress import Tile

WIDTH = 1000
THINNEST = 6  # thousandths: what is there is seen


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar: where it begins, how wide it is, and its share in whole per cent."""

    tile: Tile
    x: int
    width: int
    percent: int


def parts_of(tiles: Sequence[Tile]) -> list[Part]:
    """A part for each tile, the empty ones without width; together they are as wide as the bar."""
    total = sum(tile.size for tile in tiles)
    widths = _widths([tile.size for tile in tiles], total)
    begins = [sum(widths[:place]) for place in range(len(widths))]
    return [
        Part(tile, x, width, _percent(tile.size, total))
        for tile, x, width in zip(tiles, begins, widths, strict=True)
    ]


def _widths(counts: list[int], total: int) -> list[int]:
    """Proportional widths of at least THINNEST where there is anything; the widest part gives what is missing."""
    if not total:
        return [0] * len(counts)
    widths = [max(count * WIDTH // total, THINNEST) if count else 0 for count in counts]
    widest = widths.index(max(widths))
    widths[widest] += WIDTH - sum(widths)
    return widths


def _percent(count: int, total: int) -> int:
    return count * 100 // total if total else 0
