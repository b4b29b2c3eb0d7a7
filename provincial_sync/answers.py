"""One answer as it came over the wire: received within bounds, and opened as the contract's envelope."""

from __future__ import annotations

import datetime as dt
import json
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import httpx

from provincial_sync import failing, reading
from provincial_sync.messages import FailureKind

LARGEST_JSON = 8 * 1024 * 1024  # bytes; a page of the feed is far smaller
LARGEST_FILE = 64 * 1024 * 1024  # bytes of one certificate's file
_PATIENCE = 3  # times the timeout: how long a whole answer may drip in


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of one answer."""

    http_status: int
    headers: httpx.Headers
    content: bytes = field(repr=False)

    @property
    def is_json(self) -> bool:
        """Whether it calls itself JSON."""
        return "json" in self.headers.get("Content-Type", "").lower()

    @cached_property
    def said(self) -> dict[str, Any]:
        """The JSON object of the body, empty where the body is none."""
        try:
            data = json.loads(self.content)
        except (ValueError, RecursionError):
            return {}
        return data if isinstance(data, dict) else {}


def receive(http: httpx.Client, request: httpx.Request, largest: int, timeout_seconds: float) -> Answer:
    """Send `request` and read at most `largest` bytes within three times the timeout.

    Raises httpx's errors; an answer that is too long or too slow is a ReadTimeout or ReadError.
    """
    until = time.monotonic() + _PATIENCE * timeout_seconds
    response = http.send(request, stream=True)
    try:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > largest:
                raise httpx.ReadError("the answer is too long", request=request)
            if time.monotonic() > until:
                raise httpx.ReadTimeout("the answer is too slow", request=request)
        return Answer(response.status_code, response.headers, bytes(body))
    finally:
        response.close()


def envelope(answer: Answer, doubt: FailureKind) -> Any:
    """`data` of a successful envelope. Raises ProvinceFailure for every other answer.

    Success is code 0 under a status below 400: an error status with code 0 contradicts itself.
    """
    code = reading.integer(answer.said.get("code"))
    retry_after = failing.seconds_to_wait(answer.headers, now=dt.datetime.now(dt.UTC))
    if code is None or (code == 0 and answer.http_status >= 300):
        raise failing.nonsense(http_status=answer.http_status, retry_after=retry_after, doubt=doubt)
    data = answer.said.get("data")
    if code != 0:
        raise failing.business_failure(
            code=code,
            message=reading.words(answer.said.get("message"), 300),
            data=data,
            retry_after=retry_after,
            doubt=doubt,
        )
    return data
