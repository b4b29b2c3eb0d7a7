"""What goes wrong on purpose, by the platform's conditions; coins are thrown for each request and each item."""

import random
import socket
import time
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from mock_province.envelope import ContractError
from mock_province.models import Platform

Items = list[dict[str, Any]]
GATEWAY_PAGE = "<!doctype html><html><head><title>统一身份认证</title></head><body>请先登录</body></html>"
_coins = random.SystemRandom()


def happens(percent: int) -> bool:
    """One throw."""
    return percent > 0 and _coins.random() * 100 < percent


def before(platform: Platform) -> HttpResponse | None:
    """Delay; then perhaps an error, a request to wait, or a gateway's page, before anything was done.

    Raises 50001, 42901 or 50301.
    """
    if platform.latency_ms and happens(platform.slow_percent or 100):
        time.sleep(platform.latency_ms / 1000)
    if happens(platform.error_percent):
        raise ContractError(50001, "平台内部错误，请稍后重试")
    if happens(platform.busy_percent):
        code, words = _coins.choice([(42901, "请求过于频繁，请稍后再试"), (50301, "平台维护中，请稍后再试")])
        raise ContractError(code, words, retry_after=platform.retry_after_seconds)
    return _gateway_page() if happens(platform.html_percent / 2) else None


def after(request: HttpRequest, answer: HttpResponseBase, platform: Platform) -> HttpResponseBase:
    """What becomes of the answer to a request that has had its effect."""
    if happens(platform.html_percent / 2):
        return _gateway_page()
    if happens(platform.lost_percent):
        return _lost(request, answer)
    if happens(platform.cut_percent):
        return _cut(request, answer)
    return answer


def disturbed(items: Items, platform: Platform) -> Items:
    """Statuses out of order: some left out, some twice, some as they were before, some in an unknown word."""
    told: Items = []
    for item in items:
        if happens(platform.silent_percent):
            continue
        told.append(_former(item) if happens(platform.stale_percent) else _in_odd_words(item, platform))
        if happens(platform.duplicate_percent):
            told.append(_former(item))
    if len(told) > 1 and (platform.stale_percent or platform.duplicate_percent):
        _coins.shuffle(told)
    return told


def repeated(items: Items, platform: Platform) -> Items:
    """The feed is at-least-once: some items come twice, in their order."""
    return [item for item in items for _ in range(2 if happens(platform.duplicate_percent) else 1)]


def corrupted(content: bytes, platform: Platform) -> bytes:
    """A file with a changed byte, or only its first half."""
    if not happens(platform.corrupt_percent):
        return content
    return content[: len(content) // 2] if happens(50) else content[:-1] + bytes([content[-1] ^ 1])


def _former(item: dict[str, Any]) -> dict[str, Any]:
    """The status one revision ago."""
    if item["revision"] == 1:
        return item
    word = "PROCESSING" if item["revision"] > 2 else "RECEIVED"
    return item | {
        "status": word,
        "revision": item["revision"] - 1,
        "reason": None,
        "certificate": None,
    }


def _in_odd_words(item: dict[str, Any], platform: Platform) -> dict[str, Any]:
    if not happens(platform.unknown_word_percent):
        return item
    return item | {"status": "SEALING", "reason": None, "certificate": None}


def _gateway_page() -> HttpResponse:
    page = HttpResponse(GATEWAY_PAGE, content_type="text/html; charset=utf-8")
    page.mishap = "html"  # type: ignore[attr-defined]
    return page


def _cut(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Half of the bytes, under the header of all."""
    whole = getattr(answer, "content", b"")
    cut = StreamingHttpResponse(_half(request, whole), status=answer.status_code)
    cut["Content-Type"], cut["Content-Length"] = answer["Content-Type"], str(len(whole))
    cut.business_code = getattr(answer, "business_code", None)  # type: ignore[attr-defined]
    cut.mishap = "cut"  # type: ignore[attr-defined]
    return cut


def _lost(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Not a byte of it, not even a header: the line goes dead where the body would begin.

    Only then, so that the ledger knows of the loss before the caller does.
    """
    lost = StreamingHttpResponse(_nothing(request), status=answer.status_code)
    lost.business_code = getattr(answer, "business_code", None)  # type: ignore[attr-defined]
    lost.mishap = "lost"  # type: ignore[attr-defined]
    return lost


def _nothing(request: HttpRequest) -> Iterator[bytes]:
    _hang_up(request)
    yield b""


def _half(request: HttpRequest, whole: bytes) -> Iterator[bytes]:
    yield whole[: len(whole) // 2]
    _hang_up(request)


def _hang_up(request: HttpRequest) -> None:
    """Close the caller's connection under the answer."""
    line: socket.socket = request.environ["gunicorn.socket"]
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the caller has gone first
