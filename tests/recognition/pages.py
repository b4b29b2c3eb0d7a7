"""Pages made of words and places, as an engine would tell them."""

from __future__ import annotations

from collections.abc import Iterable

from devices.recognition import Found, understand
from vision.lines import Line, Page

WIDTH, HEIGHT, SIGN = 1200, 900, 30


def line(x: float, y: float, text: str, *, sure: float = 0.99, size: int = SIGN, slope: float = 0.0) -> Line:
    """A line whose text begins at (x, y); a Chinese sign is as wide as it is high, others half of it."""
    wide = sum(size if ord(char) > 255 else size * 0.55 for char in text)
    top = y + slope * x
    corners = (
        (x, top),
        (x + wide, top + slope * wide),
        (x + wide, top + slope * wide + size),
        (x, top + size),
    )
    a, b, c, d = ((px / WIDTH, py / HEIGHT) for px, py in corners)
    return Line(text, (a, b, c, d), sure)


def page(*lines: Line, number: int = 1) -> Page:
    """A page of these lines."""
    return Page(number, WIDTH, HEIGHT, 0, lines)


def rows(
    pairs: Iterable[tuple[str, str]], *, left: int = 80, right: int = 500, step: int = 70, slope: float = 0.0
) -> Page:
    """A page of labels with their values beside them."""
    found = []
    for number, (label, value) in enumerate(pairs):
        found.append(line(left, 60 + number * step, label, slope=slope))
        if value:
            found.append(line(right, 60 + number * step, value, slope=slope))
    return page(*found)


def told(
    *pages: Page, source: str = "nameplate", category: str = "tower_crane", **kwargs: object
) -> dict[str, Found]:
    """What is understood of the pages, by path."""
    return {one.path: one for one in understand(pages, source=source, category=category, **kwargs)}  # type: ignore[arg-type]


def value(label: str, text: str, path: str, *, category: str = "tower_crane") -> str:
    """The value that is understood at `path` of one label and one text beside it, "" for none."""
    found = told(rows([(label, text)]), category=category)
    return found[path].value if path in found else ""
