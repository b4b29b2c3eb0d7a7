"""How long a request may be: refused by the length that it announces, before anything reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from api.problems import PREFIX, plain_problem
from cases import assumptions as cases
from documents import limits
from renewals.batch.papers.receiving import MOST_BYTES
from renewals.phone.links import PhotoLinkDead, living_link

Answer = Callable[[HttpRequest], HttpResponse]
FIELDS = limits.MEGABYTE  # of the form around the files
JSON_BYTES, BATCH_BYTES = limits.MEGABYTE, 5 * limits.MEGABYTE
TAKE_FILES = frozenset({"files", "standing-papers"})
TOO_LONG = "提交的内容超过 {most}，没有接收。请减少或压缩文件后再试。"
NOT_IN = "您没有登录，或登录已失效，提交的内容没有接收。请登录后重新填写，并重新添加文件。"


class BodyBounds:
    """A body is never longer than what its page can take from whoever asks; who is not logged in brings the least.

    Below the session, because it asks who it is, and only where a body is long; above everything that reads one. The
    longest is a ZIP of papers. The server passes on no body without a length.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse with 413 what is too long."""
        announced = str(request.META.get("CONTENT_LENGTH") or "0")
        if not announced.isdecimal() or int(announced) <= FIELDS:  # what is no number is no body to Django
            return self.get_response(request)
        most = of_public_page(request.path_info)
        known = most is None and request.user.is_authenticated
        if int(announced) <= (most or (MOST_BYTES + FIELDS if known else FIELDS)):
            return self.get_response(request)
        sentence = (
            NOT_IN
            if most is None and not known
            else TOO_LONG.format(most=limits.in_megabytes(most or MOST_BYTES))
        )
        if request.path_info.startswith(PREFIX):
            return plain_problem(413, "body_too_long", sentence)
        if "text/html" not in request.headers.get("Accept", "text/html"):
            return JsonResponse({"detail": sentence}, status=413, json_dumps_params={"ensure_ascii": False})
        context = {"message": sentence, "code": "body_too_long", "back_url": request.path}
        return HttpResponse(render_to_string("errors/refused.html", context), status=413)


def of_public_page(path: str) -> int | None:
    """The most bytes that anybody may bring to `path`; None where it depends on who it is."""
    if path == "/verify/report/":
        return cases.current().photos * cases.current().photo_bytes + FIELDS
    if path.startswith(PREFIX):
        return _most_of_interface(path.removeprefix(PREFIX))
    if path == "/verify/file/":
        return limits.current().file_bytes + FIELDS
    if path.startswith("/u/"):
        return _by_link(path.split("/")[2])
    return FIELDS if path.startswith(("/verify/", "/accounts/")) else None


def _by_link(token: str) -> int:
    """扫码传图: as much as a thing may have where the link is living, else a form without files."""
    try:
        living_link(token)
    except PhotoLinkDead:
        return FIELDS
    return limits.current().subject_bytes + FIELDS


def _most_of_interface(path: str) -> int:
    """JSON takes little, a batch of many machines more; files as much as on the pages. Views look at who asks."""
    resource = path.split("/", 1)[0]
    if resource in TAKE_FILES:
        return limits.current().file_bytes + FIELDS
    return (
        BATCH_BYTES
        if resource == "batches" or path.startswith(("renewals/batch/", "intake/batch/"))
        else JSON_BYTES
    )
