"""How long a request may be: refused by the length that it announces, before anything reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from cases import assumptions as cases
from documents import limits
from renewals.batch.papers.receiving import MOST_BYTES

Answer = Callable[[HttpRequest], HttpResponse]
FIELDS = limits.MEGABYTE  # of the form around the files
TOO_LONG = "提交的内容超过 {most}，没有接收。请减少或压缩文件后再试。"


class BodyBounds:
    """A body is never longer than what its page can take; pages without login take the least.

    The longest that anybody may send is a ZIP of papers. The server passes on no body without a length.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse with 413 what is too long."""
        most = most_bytes(request.path_info)
        announced = str(request.META.get("CONTENT_LENGTH") or "0")
        if not announced.isdecimal() or int(announced) <= most:  # what is no number is no body to Django
            return self.get_response(request)
        sentence = TOO_LONG.format(most=limits.in_megabytes(most))
        if "text/html" not in request.headers.get("Accept", "text/html"):
            return JsonResponse({"detail": sentence}, status=413, json_dumps_params={"ensure_ascii": False})
        context = {"message": sentence, "code": "body_too_long", "back_url": request.path}
        return HttpResponse(render_to_string("errors/refused.html", context), status=413)


def most_bytes(path: str) -> int:
    """The most bytes that a request to `path` may bring."""
    if path == "/verify/report/":
        return cases.current().photos * cases.current().photo_bytes + FIELDS
    if path == "/verify/file/":
        return limits.current().file_bytes + FIELDS
    if path.startswith(("/verify/", "/accounts/")):
        return FIELDS
    return MOST_BYTES + FIELDS
