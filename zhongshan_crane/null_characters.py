"""No person types U+0000, and PostgreSQL takes none: an address or query that holds one is answered here."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.views.defaults import bad_request, page_not_found

Answer = Callable[[HttpRequest], HttpResponse]
NULL = "\x00"


class NullCharacterMiddleware:
    """An address with U+0000 leads nowhere (404), a query with it is a bad one (400).

    Posted fields are cleaned where they are read: by Django's forms, the catalogue's parser, and
    `ground.asking.posted_text`.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer by the page that fits, before any view asks the database."""
        if NULL in request.path:
            return page_not_found(request, Http404())
        if any(NULL in text for name, values in request.GET.lists() for text in (name, *values)):
            return bad_request(request, BadRequest("U+0000 in the query"))
        return self.get_response(request)
