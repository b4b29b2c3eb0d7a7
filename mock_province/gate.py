"""The door of the API: reads the body, asks each gate in turn, calls the operation, wraps what comes out."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mock_province import ledger, mishaps, sm3
from mock_province.envelope import ContractError, invalid, refused, success
from mock_province.models import Platform
from mock_province.signature import check_signature
from mock_province.traffic import check_open, check_pace, dated

logger = logging.getLogger(__name__)
MAX_BODY_BYTES = 20 * 1024 * 1024
# Read on past the limit, so that the sender hears the answer instead of a reset.
READ_LIMIT_BYTES = 64 * 1024 * 1024
CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True)
class Call:
    """One signed request: `body` is empty where it was over the limit, `body_sm3` is of what was read.

    `endless`: there was more than anybody reads, so that nothing can be said of its signature.
    """

    request: HttpRequest
    body: bytes
    body_sm3: str
    oversize: bool
    endless: bool
    platform: Platform


Answer = tuple[int, dict[str, Any]] | HttpResponseBase
Handler = Callable[..., Answer]


def operation(**handlers: Handler) -> Callable[..., HttpResponseBase]:
    """A Django view for one path: method name → handler. A method or path without one answers 40401."""

    def view(request: HttpRequest, **parts: str) -> HttpResponseBase:
        try:
            answer = _perform(request, handlers, parts)
        except ContractError as refusal:
            answer = refused(refusal, request.request_id)
        except Exception:
            logger.exception("request %s failed", request.request_id)
            answer = refused(ContractError(50001, "平台内部错误，请稍后重试"), request.request_id)
        return dated(answer, Platform.present())

    return view


def _perform(request: HttpRequest, handlers: dict[str, Handler], parts: dict[str, str]) -> HttpResponseBase:
    call = read_call(request)
    ledger.asked(request, call.body_sm3)
    if call.endless:
        raise _too_large()
    check_open(call.platform)
    check_signature(request, call.body_sm3)
    check_pace(call.platform)
    if call.oversize:
        raise _too_large()
    handler = handlers.get(request.method)
    if handler is None:
        raise ContractError(40401, "没有这个接口，请核对地址和方法")
    if page := mishaps.before(call.platform):
        return page
    return mishaps.after(request, _answer(handler, call, parts), call.platform)


def _answer(handler: Handler, call: Call, parts: dict[str, str]) -> HttpResponseBase:
    """What the operation answers; a refusal counts as an answer, too."""
    try:
        answer = handler(call, **parts)
    except ContractError as refusal:
        return refused(refusal, call.request.request_id)
    if isinstance(answer, HttpResponseBase):
        return answer
    status, data = answer
    return success(data, call.request.request_id, status)


def read_call(request: HttpRequest) -> Call:
    """Read the body from the server's own stream, which also understands chunked bodies."""
    state, kept, size = sm3.new(), bytearray(), 0
    while chunk := request.environ["wsgi.input"].read(CHUNK_BYTES):
        state.update(chunk)
        size += len(chunk)
        if size <= MAX_BODY_BYTES:
            kept += chunk
        if size > READ_LIMIT_BYTES:
            break
    oversize = size > MAX_BODY_BYTES
    body = b"" if oversize else bytes(kept)
    endless = size > READ_LIMIT_BYTES
    return Call(request, body, state.digest().hex(), oversize, endless, Platform.present())


def _too_large() -> ContractError:
    return ContractError(40001, "内容超过 20 MiB", invalid("body", "超过 20 MiB").data, http=413)
