"""Recognition switched on, with an engine that reads what the test has written."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from tests.vision import written


@pytest.fixture(autouse=True)
def recognition(settings) -> Iterator[None]:
    """Offered, by the written engine; what it knows is forgotten afterwards."""
    settings.RECOGNITION = "on"
    settings.VISION_ENGINE = "tests.vision.written"
    written.forget()
    yield
    written.forget()


def photo(shade: int = 200, size: tuple[int, int] = (1200, 900)) -> bytes:
    """A picture as the system keeps it: another shade is another picture."""
    from documents.checking import check

    out = io.BytesIO()
    Image.new("RGB", size, (shade, shade, shade)).save(out, "JPEG", quality=90)
    return check(out.getvalue(), name="a.jpg", path="").data
