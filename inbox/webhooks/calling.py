"""One POST to a firm's system: bounded in time and in what is read of the answer, no redirects, to checked numbers alone."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from urllib.parse import SplitResult, urlsplit

import httpx
from django.conf import settings
from django.utils import timezone

from ground.errors import RuleBroken
from inbox.webhooks.addresses import port_of, refuse_internal, resolved

MOST_READ = 2_000  # bytes of the answer, for the first MOST_KEPT characters
MOST_KEPT = 200
LONGEST_WAIT = 3600.0  # seconds that a receiver may ask us to stay away
AWAY = "连不上接收地址。"
TOO_SLOW = "接收系统在 {seconds:g} 秒内没有答复。"
BROKEN = "接收系统的应答无法读取。"
BAD_CERTIFICATE = "接收地址的 HTTPS 证书无效，请更换证书。"
REDIRECTED = "接收地址要求跳转({status})，系统不跟随跳转，请改填最终地址。"
REFUSED = "接收系统答复 {status}。"
GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt. `status` 0: no answer; `said` is empty where the receiver took it, and does not say what comes next."""

    status: int = 0
    text: str = ""
    said: str = ""
    retry_after: float = 0.0

    @property
    def taken(self) -> bool:
        """The receiver has it (2xx)."""
        return 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """The receiver wants no more (410)."""
        return self.status == GONE


async def post(address: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send once; never raises for anything that the other side does. Takes at most WEBHOOK_TIMEOUT_SECONDS after the name
    is resolved, whose patience is the system resolver's.
    """
    parts = urlsplit(address)
    host, port = parts.hostname or "", port_of(parts)
    try:
        numbers = await asyncio.to_thread(resolved, host, port)
        refuse_internal(numbers)
    except RuleBroken as refusal:
        return Answer(said=refusal.message)
    limit = settings.WEBHOOK_TIMEOUT_SECONDS
    try:
        async with asyncio.timeout(limit):
            return await _exchange(parts, numbers[0], body, headers)
    except (TimeoutError, httpx.TimeoutException):
        return Answer(said=TOO_SLOW.format(seconds=limit))
    except httpx.ConnectError as fault:
        return Answer(said=BAD_CERTIFICATE if _is_of_certificate(fault) else AWAY)
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError):
        return Answer(said=BROKEN)


async def _exchange(parts: SplitResult, number: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Connect to the checked number; the name goes into Host and into the certificate's check."""
    place = f"[{number}]" if ":" in number else number
    target = f"{parts.scheme}://{place}:{port_of(parts)}{parts.path or '/'}"
    target += f"?{parts.query}" if parts.query else ""
    named = parts.netloc.rpartition("@")[2]
    async with (
        httpx.AsyncClient(
            trust_env=False, follow_redirects=False, verify=_tls(), timeout=settings.WEBHOOK_TIMEOUT_SECONDS
        ) as client,
        client.stream(
            "POST",
            target,
            content=body,
            headers={**headers, "Host": named},
            extensions={"sni_hostname": parts.hostname or ""},
        ) as answer,
    ):
        return _judged(answer.status_code, await _beginning(answer), answer.headers.get("Retry-After", ""))


async def _beginning(answer: httpx.Response) -> bytes:
    """The first bytes, as they come; the rest is never read."""
    read = b""
    async for piece in answer.aiter_raw():
        read += piece
        if len(read) >= MOST_READ:
            break
    return read[:MOST_READ]


def _judged(status: int, beginning: bytes, retry_after: str) -> Answer:
    text = _readable(beginning)
    if 200 <= status < 300:
        return Answer(status, text)
    said = (REDIRECTED if 300 <= status < 400 else REFUSED).format(status=status)
    return Answer(status, text, said, _seconds(retry_after))


def _readable(beginning: bytes) -> str:
    """The first characters in one line; what is no character is left out."""
    text = " ".join(beginning.decode("utf-8", errors="replace").split())
    return "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")[:MOST_KEPT]


def _seconds(text: str) -> float:
    """What Retry-After asks for (seconds, or a date: RFC 9110, 10.2.3), bounded."""
    if text.isascii() and text.isdecimal():
        return min(float(text[:8]), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return min(max((at - timezone.now()).total_seconds(), 0.0), LONGEST_WAIT)


def _is_of_certificate(fault: BaseException) -> bool:
    chain: BaseException | None = fault
    while chain is not None:
        if isinstance(chain, ssl.SSLError):
            return True
        chain = chain.__cause__ or chain.__context__
    return False


@cache
def _tls() -> ssl.SSLContext:
    """Reading the list of authorities takes longer than most requests: once for the process."""
    return httpx.create_ssl_context(trust_env=False)
