"""What was read from a picture: pages, their lines, and where each line stands. Nothing beyond the standard library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

Corner = tuple[float, float]
# The corners of a text, clockwise from the top left of the text itself, as fractions 0..1 of the upright page.
Box = tuple[Corner, Corner, Corner, Corner]


@dataclass(frozen=True)
class Line:
    """One run of text as the engine found it; `confidence` is 0..1.

    `signs`: the confidence of each character of the text, empty where the engine does not tell.
    """

    text: str
    box: Box
    confidence: float
    signs: tuple[float, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The form that a row keeps."""
        return {
            "text": self.text,
            "box": box_to_json(self.box),
            "confidence": round(self.confidence, 4),
            "signs": [round(sign, 3) for sign in self.signs],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Line:
        """The line that `to_json` wrote; KeyError or ValueError where it is none."""
        signs = tuple(float(sign) for sign in kept.get("signs", ()))
        return cls(str(kept["text"]), box_from_json(kept["box"]), float(kept["confidence"]), signs)


@dataclass(frozen=True)
class Page:
    """One upright page. `number` counts from 1; `width` and `height` in pixels of the upright page that was read.

    `rotation`: degrees (0, 90, 180, 270) that the stored picture was turned clockwise to be upright.
    """

    number: int
    width: int
    height: int
    rotation: int
    lines: tuple[Line, ...]

    def to_json(self) -> dict[str, Any]:
        """The form that a row keeps."""
        return {
            "number": self.number,
            "width": self.width,
            "height": self.height,
            "rotation": self.rotation,
            "lines": [line.to_json() for line in self.lines],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Page:
        """The page that `to_json` wrote; KeyError or ValueError where it is none."""
        lines = tuple(Line.from_json(line) for line in kept["lines"])
        return cls(int(kept["number"]), int(kept["width"]), int(kept["height"]), int(kept["rotation"]), lines)


def box_to_json(box: Box) -> list[list[float]]:
    """Four pairs, rounded to what a pixel of a large picture is worth."""
    return [[round(x, 5), round(y, 5)] for x, y in box]


def box_from_json(kept: Sequence[Sequence[float]]) -> Box:
    """The box that `box_to_json` wrote; ValueError where it has not four corners of two numbers."""
    if len(kept) != 4 or any(len(corner) != 2 for corner in kept):
        raise ValueError("a box has four corners")
    return cast(Box, tuple((float(x), float(y)) for x, y in kept))


def box_around(boxes: Iterable[Box]) -> Box:
    """The upright rectangle around all of them; ValueError where there are none."""
    corners = [corner for box in boxes for corner in box]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    return ((left, top), (right, top), (right, bottom), (left, bottom))
