"""The engine that reads lines from pictures, where its packages are installed (`requirements-ocr.txt`)."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

from . import pictures, words
from .lines import Line, Page

PACKAGES = ("rapidocr", "onnxruntime", "cv2")


@cache
def available() -> bool:
    """Whether the engine's packages can be found; imports nothing of them."""
    return all(find_spec(name) is not None for name in PACKAGES)


def read(data: bytes, media_type: str) -> tuple[Page, ...]:
    """The pages of a picture or PDF with their lines, in bounded time and memory.

    Pages without a line are left out. Raises CannotReadError where nothing at all can be read.
    """
    if not available():
        raise words.cannot_read("not_installed")
    from . import reading

    try:
        pages = tuple(_page(number, picture) for number, picture in pictures.sheets(data, media_type))
    finally:
        reading.give_back()
    legible = tuple(page for page in pages if page.lines)
    if not legible:
        raise words.cannot_read("no_text")
    return legible


def warm() -> None:
    """Load the models now, so that the first picture waits no longer than the others."""
    if available():
        from . import reading

        reading.engine()


def _page(number: int, picture: pictures.Image.Image) -> Page:
    from . import reading

    upright, rotation, lines = reading.lines_of(picture)
    return Page(number, upright[0], upright[1], rotation, tuple(Line(*line) for line in lines))
