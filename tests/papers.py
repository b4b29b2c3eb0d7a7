"""PDF files as a reader sees them."""

from __future__ import annotations

import re
from io import BytesIO

import pypdfium2
from django.http import HttpResponse
from pypdf import PdfReader


def pages_of(answer: HttpResponse) -> list[str]:
    """The text of each page, without blanks: where a line breaks is the typesetter's business."""
    assert answer.status_code == 200, answer.content.decode()[:2000]
    assert answer["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    return [re.sub(r"\s+", "", page.get_textpage().get_text_bounded()) for page in document]


def paper_of(answer: HttpResponse) -> str:
    """The text of the whole file."""
    return "".join(pages_of(answer))


def sizes_of(answer: HttpResponse) -> set[tuple[int, int]]:
    """Width and height of the pages in millimetres."""
    points = (page.mediabox for page in PdfReader(BytesIO(answer.content)).pages)
    return {(round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) for box in points}


def is_archivable(answer: HttpResponse) -> bool:
    """Whether the file says of itself that it is PDF/A-2b."""
    metadata = PdfReader(BytesIO(answer.content)).trailer["/Root"]["/Metadata"].get_data().decode()
    return "<pdfaid:part>2</pdfaid:part>" in metadata and "<pdfaid:conformance>B<" in metadata
