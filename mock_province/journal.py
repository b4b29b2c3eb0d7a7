"""Each request gets an id, one line on stdout and, where it was for the API, its answer in the ledger."""

import sys
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from mock_province import ledger

View = Callable[[HttpRequest], HttpResponseBase]


class RequestJournal:
    """Outermost middleware: what it times and writes down is what the caller got."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.request_id = uuid.uuid4().hex
        ledger.request_at_work.set(request.request_id)
        began = time.perf_counter()
        answer = self.get_response(request)
        milliseconds = round((time.perf_counter() - began) * 1000)
        answer["X-Request-Id"] = request.request_id
        _write(request, answer, milliseconds)
        return answer


def _write(request: HttpRequest, answer: HttpResponseBase, milliseconds: int) -> None:
    code = getattr(answer, "business_code", None)
    shown = "-" if code is None else code
    sys.stdout.write(
        f"{timezone.localtime():%Y-%m-%d %H:%M:%S} {request.method} {request.environ['RAW_URI']!r} "
        f"{answer.status_code} code={shown} {milliseconds}ms {request.request_id}\n"
    )
    sys.stdout.flush()
    if request.path.startswith("/api/"):
        ledger.answered(
            request,
            status=answer.status_code,
            code=code,
            milliseconds=milliseconds,
            retryAfter=getattr(answer, "retry_after", None),
            mishap=getattr(answer, "mishap", ""),
        )


class SecurityHeaders:
    """The pages load nothing from elsewhere and run no script."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        answer["Content-Security-Policy"] = "default-src 'self'; script-src 'none'; frame-ancestors 'self'"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
