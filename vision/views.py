"""Pieces of pages, as proposals and comparisons show them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from audit.naming import about
from documents.media_types import JPEG
from documents.views import SANDBOX
from ground.digests import sm3_hex
from vision.crops import cut, piece_of


def crop_answer(request: HttpRequest, key: str, make: Callable[[], bytes]) -> HttpResponse:
    """A small picture that this person's browser alone keeps and asks for each time; 304 where it has it.

    `key` names the piece: the same key is the same picture. Also for other apps' pictures.
    """
    etag = f'"{sm3_hex(key.encode())}"'
    known = get_conditional_response(request, etag=etag)
    answer = known or HttpResponse(make(), content_type=JPEG)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SANDBOX
    return answer


@require_safe
@login_required
def crop(request: HttpRequest, token: str) -> HttpResponse:
    """A piece of a paper that this person sees, or of the person's own upload."""
    piece, attachment = piece_of(token, request.user)  # type: ignore[arg-type]
    answer = crop_answer(request, token, lambda: cut(piece))
    if attachment is None:  # what somebody sees of their own upload is not told
        answer.is_recorded = True  # type: ignore[attr-defined]
        return answer
    return about(answer, [attachment.belongs_to], attachment=attachment.pk)
