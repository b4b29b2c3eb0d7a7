"""Reading what a page posts besides its form."""

from __future__ import annotations

from django.http import HttpRequest

from ground.errors import StepRefused
from ground.writing import STALE


def posted_revision(request: HttpRequest, name: str = "revision") -> int:
    """The revision (of what `name` says) that the page was made from; StepRefused where it is missing or no number."""
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise StepRefused("stale", STALE)
    return int(text)


def posted_text(request: HttpRequest, name: str) -> str:
    """A text that a person typed outside of a form class, stripped and without U+0000."""
    return request.POST.get(name, "").replace("\x00", "").strip()
