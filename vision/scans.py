"""The pages of a PDF as pictures: a bounded number, each of a bounded size."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from PIL import Image

from . import words
from .failing import CannotReadError

MOST_PAGES = 8  # a certificate has one to four; a manual is no certificate
LEAST_POINTS, MOST_POINTS = 10.0, 20_000.0  # what is outside is no page
_one_at_a_time = threading.Lock()  # PDFium knows no threads


def rendered(data: bytes, *, long_side: int, only: int = 0) -> Iterator[tuple[int, Image.Image]]:
    """The first MOST_PAGES pages, or the one numbered `only`, their long side `long_side` pixels.

    Raises CannotReadError for a file that is locked, damaged or without a page.
    """
    if find_spec("pypdfium2") is None:
        raise words.cannot_read("not_installed")
    document = _opened(data)
    try:
        count = min(_count(document), MOST_PAGES)
        for number in [only] if only else range(1, count + 1):
            if number > count:
                raise words.cannot_read("no_pages")
            yield number, _page(document, number, long_side)
    finally:
        with _one_at_a_time:
            document.close()


def _count(document: Any) -> int:
    with _one_at_a_time:
        count = len(document)
    if not count:
        raise words.cannot_read("no_pages")
    return count


def _opened(data: bytes) -> Any:
    import pypdfium2

    try:
        with _one_at_a_time:
            return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        # PDFium tells of the last fault of all, which may be that of a file before.
        locked = "password" in str(error).lower() and b"/Encrypt" in data
        raise words.cannot_read("encrypted" if locked else "damaged") from error


def _page(document: Any, number: int, long_side: int) -> Image.Image:
    try:
        with _one_at_a_time:
            return _drawn(document[number - 1], long_side)
    except CannotReadError:
        raise
    except Exception as error:  # a damaged page raises what it likes
        raise words.cannot_read("damaged") from error


def _drawn(page: Any, long_side: int) -> Image.Image:
    try:
        width, height = page.get_size()
        if min(width, height) < LEAST_POINTS or max(width, height) > MOST_POINTS:
            raise words.cannot_read("damaged")
        bitmap = page.render(scale=long_side / max(width, height))
        try:
            picture: Image.Image = bitmap.to_pil().convert("RGB")
            return picture.copy()  # the bitmap's memory goes back at once
        finally:
            bitmap.close()
    finally:
        page.close()
