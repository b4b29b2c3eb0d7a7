"""Which open page wrote a draft last: its own autosave whose answer got lost is no conflict."""

from __future__ import annotations

import re
import secrets

from django.core.cache import cache
from django.http import HttpRequest

from ground.asking import posted_revision
from renewals.models import RenewalApplication

REMEMBERED_SECONDS = 24 * 3600  # a lid may stay closed over night
MARK = re.compile(r"[\w-]{8,40}", re.ASCII)


def page_mark(request: HttpRequest) -> str:
    """The mark of the open page, kept while the same page comes back with an error."""
    posted = request.POST.get("page", "")
    return posted if MARK.fullmatch(posted) else secrets.token_urlsafe(12)


def seen_revision(request: HttpRequest, renewal: RenewalApplication) -> int:
    """The revision that the posting page knows: the present one where that page itself wrote it."""
    revision = posted_revision(request)
    written = cache.get(_key(renewal))
    mine = written == [request.POST.get("page", ""), renewal.revision]
    return renewal.revision if mine and renewal.revision > revision else revision


def remember_page(request: HttpRequest, renewal: RenewalApplication) -> None:
    """Note that the posting page wrote the renewal's present revision."""
    if MARK.fullmatch(mark := request.POST.get("page", "")):
        cache.set(_key(renewal), [mark, renewal.revision], REMEMBERED_SECONDS)


def _key(renewal: RenewalApplication) -> str:
    return f"renewal-page:{renewal.pk}"
