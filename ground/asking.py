"""Reading what a page posts besides its form."""

from __future__ import annotations

from unicodedata import category

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from ground.errors import StepRefused
from ground.writing import STALE

UNSEEN = frozenset({"Cc", "Cf"})  # control and format signs


def posted_revision(request: HttpRequest, name: str = "revision") -> int:
    """The revision (of what `name` says) that the page was made from; StepRefused where it is missing or no number."""
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise StepRefused("stale", STALE)
    return int(text)


def posted_text(request: HttpRequest, name: str) -> str:
    """A text that a person typed outside of a form class, stripped and without U+0000."""
    return request.POST.get(name, "").replace("\x00", "").strip()


def own_page(request: HttpRequest, address: str) -> str:
    """The address where it is a page of this site, as `next` names one; empty where it leads elsewhere, or is none.

    What it gives begins with a slash: `redirect` takes anything else for the name of a view.
    """
    here = address.startswith("/") and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return address if here else ""


def trimmed(text: str) -> str:
    """The text without blanks at its ends, those that no one sees (zero width) among them.

    An opinion of five invisible signs is none.
    """
    kept = [place for place, sign in enumerate(text) if not (sign.isspace() or category(sign) in UNSEEN)]
    return text[kept[0] : kept[-1] + 1] if kept else ""
