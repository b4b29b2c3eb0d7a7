"""Where pieces stand on a page once its slant is taken out: rows are level, distances are in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vision.lines import Page

from .pieces import Piece


@dataclass(frozen=True, eq=False)  # each is itself alone: they are looked up often
class Spot:
    """A piece in the level frame: its sides, its middle, its height."""

    piece: Piece
    left: float
    right: float
    middle: float
    height: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


def same_row(one: Spot, other: Spot) -> bool:
    """Whether they stand in one row, allowing for a value larger than its label."""
    return abs(one.middle - other.middle) < 0.5 * max(one.height, other.height) + 0.08 * min(
        one.height, other.height
    )


def overlap(one: Spot, other: Spot) -> float:
    """How much of the narrower one lies above or below the other, 0..1."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return max(shared, 0.0) / max(min(one.width, other.width), 1.0)


def spots(page: Page, pieces: Sequence[Piece]) -> list[Spot]:
    """The pieces in the level frame."""
    slope = _slope(page)
    return [_spot(page, piece, slope) for piece in pieces]


Slope = tuple[float, float, float]  # of rows: a + b·x + c·y, from the page's middle


def _slope(page: Page) -> Slope:
    """How rows rise, and how that changes over the page: the least squares over all long lines."""
    told = []
    for line in page.lines:
        (ax, ay), (bx, by), _, (_, dy) = line.box
        run, rise = (bx - ax) * page.width, (by - ay) * page.height
        tall = abs((dy - ay) * page.height)
        if run > 2.5 * tall > 0:
            x = (ax + bx) / 2 * page.width - page.width / 2
            y = (ay + by) / 2 * page.height - page.height / 2
            told.append((x, y, rise / run, run))
    if not told:
        return (0.0, 0.0, 0.0)
    ordered = sorted(told, key=lambda item: item[2])
    median = ordered[len(ordered) // 2][2]
    near = [item for item in told if abs(item[2] - median) < 0.12]
    if len(near) < 6:
        return (median, 0.0, 0.0)
    return _fitted(near) or (median, 0.0, 0.0)


def _fitted(told: list[tuple[float, float, float, float]]) -> Slope | None:
    """Weighted least squares of slope = a + b·x + c·y by Cramer's rule."""
    rows = [[0.0] * 4 for _ in range(3)]
    for x, y, slope, weight in told:
        terms = (1.0, x / 1000, y / 1000)
        for i in range(3):
            for j in range(3):
                rows[i][j] += weight * terms[i] * terms[j]
            rows[i][3] += weight * terms[i] * slope
    base = _determinant([row[:3] for row in rows])
    if abs(base) < 1e-9:
        return None
    found = []
    for column in range(3):
        swapped = [[row[3] if place == column else row[place] for place in range(3)] for row in rows]
        found.append(_determinant(swapped) / base)
    return (found[0], found[1] / 1000, found[2] / 1000)


def _determinant(m: list[list[float]]) -> float:
    return (
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    )


def _spot(page: Page, piece: Piece, slope: Slope) -> Spot:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = ((x * page.width, y * page.height) for x, y in piece.box)
    left, right = ((ax + dx) / 2, (ay + dy) / 2), ((bx + cx) / 2, (by + cy) / 2)
    tilt = slope[0]
    middle_x, middle_y = page.width / 2, page.height / 2
    height = max(((dx - ax) ** 2 + (dy - ay) ** 2) ** 0.5, ((cx - bx) ** 2 + (cy - by) ** 2) ** 0.5, 1.0)
    x, y = (left[0] + right[0]) / 2 - middle_x, (left[1] + right[1]) / 2 - middle_y
    level = y - x * (slope[0] + slope[1] * x / 2 + slope[2] * y)
    return Spot(
        piece,
        left[0] + tilt * (left[1] - middle_y),
        right[0] + tilt * (right[1] - middle_y),
        level + middle_y,
        height,
    )
