"""Speaks HTTP with the province. It knows no models, and raises ProvinceFailure alone."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlencode

import httpx

from ground.digests import sm3_hex
from ground.request_context import current_request_id
from provincial_sync import failing, feed_reading, reading
from provincial_sync.answers import LARGEST_FILE, LARGEST_JSON, Answer, envelope, receive
from provincial_sync.messages import Call, ChangePage, FailureKind, ProvinceFailure, Receipt, Statuses
from provincial_sync.signing import signature_headers

T = TypeVar("T")


@dataclass(frozen=True)
class Access:
    """Where the province is and who we are to it; `base_url` ends in /api/v1."""

    base_url: str
    app_key: str
    secret: str
    timeout_seconds: float


class Surroundings(Protocol):
    """What the client must be told and must tell: whether it may call now, the clock, each call."""

    def ready(self) -> int:
        """The clock offset in seconds to sign with; raises ProvinceFailure while no call may be made."""

    def learn_clock(self, offset_seconds: int) -> None:
        """Take note of how far the province's clock is ahead of ours."""

    def observe(self, call: Call) -> None:
        """Take note of one request and its answer."""


@dataclass(frozen=True)
class _Ask:
    """One request before it is signed; `commits`: a lost answer leaves open whether it had its effect."""

    operation: str
    method: str
    path: str
    body: bytes = b""
    media_type: str = ""
    commits: bool = False
    largest: int = LARGEST_JSON

    @property
    def doubt(self) -> FailureKind:
        return FailureKind.UNCERTAIN if self.commits else FailureKind.TEMPORARY


class ProvinceClient:
    """The province's operations over one `httpx.Client`, which a process shares among all its calls."""

    def __init__(self, http: httpx.Client, access: Access, around: Surroundings) -> None:
        self._http = http
        self._access = access
        self._around = around

    def put_file(self, *, sm3: str, data: bytes) -> None:
        """Store one attachment under its digest; repeating it changes nothing."""
        ask = _Ask("putFile", "PUT", f"/files/{quote(sm3, safe='')}", data, "application/octet-stream")
        self._exchange(ask, lambda answer: envelope(answer, ask.doubt))

    def submit(self, *, body: bytes) -> Receipt:
        """Hand one renewal over; an uncertain failure means: ask `find` before sending again."""
        ask = _Ask("submitRenewal", "POST", "/renewals", body, "application/json", commits=True)
        return self._exchange(ask, lambda answer: _receipt(answer, ask.doubt))

    def find(self, *, client_ref: str) -> Receipt | None:
        """What the province has under our own number, None where it says that it has nothing."""
        ask = _Ask("findByClientRef", "GET", f"/renewals/by-client-ref/{quote(client_ref, safe='')}")
        try:
            return self._exchange(ask, lambda answer: _receipt(answer, ask.doubt))
        except ProvinceFailure as failure:
            if failure.code == "40401":
                return None
            raise

    def statuses(self, acceptance_numbers: Sequence[str]) -> Statuses:
        """The present status of at most 100 renewals, in one request."""
        body = json.dumps({"acceptanceNos": list(acceptance_numbers)}, ensure_ascii=False).encode()
        ask = _Ask("queryStatuses", "POST", "/renewals/status-queries", body, "application/json")
        return self._exchange(ask, lambda answer: _statuses(answer, ask.doubt))

    def certificate_file(self, *, certificate_number: str) -> bytes:
        """The bytes of a certificate's file as they came; the caller compares them with the announcement."""
        path = f"/certificates/{quote(certificate_number, safe='')}/file"
        ask = _Ask("getCertificateFile", "GET", path, largest=LARGEST_FILE)
        return self._exchange(ask, lambda answer: _file(answer, ask.doubt))

    def registrations(self, *, after: str, limit: int) -> ChangePage:
        """The page of registration changes after the cursor `after`, empty for the beginning.

        A cursor that the province does not understand is a ProvinceFailure with code 40001.
        """
        query = {"limit": str(limit)} | ({"after": after} if after else {})
        ask = _Ask("listRegistrations", "GET", f"/registrations?{urlencode(query)}")
        return self._exchange(ask, lambda answer: _changes(answer, ask.doubt))

    def _exchange(self, ask: _Ask, read: Callable[[Answer], T]) -> T:
        """Ask, and once more with a corrected clock or a new nonce where that was all that was wrong."""
        corrected: set[str] = set()
        while True:
            offset = self._around.ready()
            try:
                return self._once(ask, read, offset)
            except ProvinceFailure as failure:
                if failure.code in corrected or not self._corrected(failure):
                    raise
                corrected.add(failure.code)

    def _corrected(self, failure: ProvinceFailure) -> bool:
        if failure.code == "40102" and failure.server_time is not None:
            self._around.learn_clock(failure.server_time - int(time.time()))
            return True
        return failure.code == "40103"

    def _once(self, ask: _Ask, read: Callable[[Answer], T], offset: int) -> T:
        started, answer, failed = time.monotonic(), None, None
        request_id = current_request_id() or uuid.uuid4().hex
        try:
            answer = self._send(ask, offset, request_id)
            return read(answer)
        except ProvinceFailure as failure:
            failed = failure
            raise
        except Exception as fault:
            failed = ProvinceFailure(ask.doubt, "nonsense", "省网的答复无法读取，系统会自动再试。")
            raise failed from fault
        except BaseException:  # this process is being stopped: that tells nothing good of the province
            failed = ProvinceFailure(
                ask.doubt, "broken_off", "本网进程在请求途中停止，系统会自动核对后再试。"
            )
            raise
        finally:
            milliseconds = round((time.monotonic() - started) * 1000)
            self._around.observe(_call(ask, answer, failed, milliseconds, request_id))

    def _send(self, ask: _Ask, offset: int, request_id: str) -> Answer:
        """Send and receive. Raises temporary before anything left us, `ask.doubt` afterwards."""
        try:
            request = self._signed(ask, offset, request_id)
            return receive(self._http, request, ask.largest, self._access.timeout_seconds)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as fault:
            text = "省网接口地址或密钥的写法不正确，请核对 PROVINCE_BASE_URL 等设置。"
            raise ProvinceFailure(FailureKind.CONFIGURATION, "address", text) from fault
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as fault:
            text = "连不上省网(网络不通或省网停机)，系统会自动再试。"
            raise ProvinceFailure(FailureKind.TEMPORARY, "unreachable", text) from fault
        except httpx.TimeoutException as fault:
            text = "省网没有在规定时间内答复，系统会自动核对后再试。"
            raise ProvinceFailure(ask.doubt, "timeout", text) from fault
        except httpx.HTTPError as fault:
            text = "与省网的连接中途断开，系统会自动核对后再试。"
            raise ProvinceFailure(ask.doubt, "cut", text) from fault

    def _signed(self, ask: _Ask, offset: int, request_id: str) -> httpx.Request:
        """A fresh request: time and nonce are never used twice."""
        headers = {"X-Request-ID": request_id}
        if ask.media_type:
            headers["Content-Type"] = ask.media_type
        request = self._http.build_request(
            ask.method, self._access.base_url + ask.path, content=ask.body or None, headers=headers
        )
        signature = signature_headers(
            app_key=self._access.app_key,
            secret=self._access.secret,
            method=ask.method,
            target=request.url.raw_path.decode("ascii"),
            body=ask.body,
            timestamp=int(time.time()) + offset,
            nonce=uuid.uuid4().hex,
        )
        request.headers.update(signature)
        return request


def _receipt(answer: Answer, doubt: FailureKind) -> Receipt:
    return _whole(reading.receipt(envelope(answer, doubt)), answer, doubt)


def _statuses(answer: Answer, doubt: FailureKind) -> Statuses:
    return _whole(reading.statuses(envelope(answer, doubt)), answer, doubt)


def _changes(answer: Answer, doubt: FailureKind) -> ChangePage:
    return _whole(feed_reading.change_page(envelope(answer, doubt)), answer, doubt)


def _file(answer: Answer, doubt: FailureKind) -> bytes:
    """The body, unless the answer is an error or an envelope in place of a file."""
    if answer.http_status != 200 or answer.is_json:
        envelope(answer, doubt)
        raise _not_agreed(answer, doubt)
    return answer.content


def _whole(message: T | None, answer: Answer, doubt: FailureKind) -> T:
    if message is None:
        raise _not_agreed(answer, doubt)
    return message


def _not_agreed(answer: Answer, doubt: FailureKind) -> ProvinceFailure:
    return failing.nonsense(http_status=answer.http_status, retry_after=None, doubt=doubt)


def _call(
    ask: _Ask, answer: Answer | None, failed: ProvinceFailure | None, milliseconds: int, request_id: str
) -> Call:
    said: dict[str, Any] = answer.said if answer else {}
    data = said.get("data")
    return Call(
        operation=ask.operation,
        method=ask.method,
        path=ask.path[:300],
        milliseconds=milliseconds,
        http_status=answer.http_status if answer else None,
        code=reading.integer(said.get("code")),
        message=reading.words(said.get("message"), 500) or (failed.message[:500] if failed else ""),
        province_request_id=reading.words(said.get("requestId"), 64),
        request_id=request_id[:64],
        failure=failed,
        sent_sm3=sm3_hex(ask.body) if ask.body else "",
        received_sm3=sm3_hex(answer.content) if answer and answer.content else "",
        named_sm3=reading.words(data.get("contentSm3"), 64) if isinstance(data, dict) else "",
    )
