"""The government's platform of text messages over HTTP (SMS_URL, SMS_APP_KEY, SMS_APP_SECRET).

What is assumed of it stands here alone: one JSON object by POST (`body_of`), signed by HMAC-SHA256 over app
key, timestamp and body; its answer is {"code", "message"}, 0 for taken. A repeated `outId` is one message.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from functools import cache
from typing import Any

import httpx
import structlog
from django.conf import settings

from ground.masking import masked_phone, without_addresses
from inbox.channels.failures import FailureKind, SendFailure

TAKEN = 0
PERMANENT_CODES = frozenset({40001, 40002, 40003})  # number malformed, number refused, text refused
ACCESS_CODES = frozenset({40101, 40102, 40301})
LARGEST_ANSWER = 64 * 1024  # bytes
AWAY = "暂时连不上短信平台，系统会自动再试。"
UNANSWERED = "短信平台没有答复，不知是否已发出，系统会以同一编号再试。"
TOO_OFTEN, SERVER_FAULT = 429, 500
_log = structlog.get_logger("inbox.sms")


class HttpSms:
    """Speaks with the platform; certain of nothing where a request was sent and no answer came."""

    def send(self, *, phone: str, text: str, mark: str) -> None:
        """Hand one text over; raises SendFailure."""
        body = body_of(phone=phone, text=text, mark=mark)
        try:
            answer = _http().post(
                settings.SMS_URL,
                content=body,
                headers=signed(body, now=int(time.time())),
                timeout=settings.SMS_TIMEOUT_SECONDS,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as fault:
            raise SendFailure(FailureKind.TEMPORARY, AWAY, of_channel=True) from fault
        except httpx.HTTPError as fault:
            raise SendFailure(FailureKind.UNCERTAIN, UNANSWERED, of_channel=True) from fault
        _judge(answer)
        _log.info("text message sent", to=masked_phone(phone), mark=mark)


def body_of(*, phone: str, text: str, mark: str) -> bytes:
    """The request's very bytes."""
    given = {"phone": phone, "signName": settings.SMS_SIGNATURE, "content": text, "outId": mark}
    return json.dumps(given, ensure_ascii=False).encode()


def signed(body: bytes, *, now: int) -> dict[str, str]:
    """The headers that prove who sends; `now` in seconds of the epoch."""
    said = f"{settings.SMS_APP_KEY}\n{now}\n".encode() + body
    signature = hmac.new(settings.SMS_APP_SECRET.encode(), said, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-App-Key": settings.SMS_APP_KEY,
        "X-Timestamp": str(now),
        "X-Signature": signature,
    }


def _judge(answer: httpx.Response) -> None:
    """Return where the platform took it; raise what its answer means otherwise."""
    if answer.status_code == TOO_OFTEN:
        raise SendFailure(
            FailureKind.TEMPORARY,
            "短信平台提示请求过于频繁，系统会稍后再试。",
            retry_after=_seconds(answer.headers.get("Retry-After", "")),
            of_channel=True,
        )
    if answer.status_code >= SERVER_FAULT:
        text = f"短信平台内部出错({answer.status_code})，系统会以同一编号再试。"
        raise SendFailure(FailureKind.UNCERTAIN, text, of_channel=True)
    code, message = _said(answer)
    if code == TAKEN and answer.is_success:
        return
    if code in ACCESS_CODES or answer.status_code in {401, 403}:
        text = "短信平台不接受本系统的身份，请核对 SMS_APP_KEY 和 SMS_APP_SECRET。"
        raise SendFailure(FailureKind.TEMPORARY, text, of_channel=True)
    kind = FailureKind.PERMANENT if code in PERMANENT_CODES else FailureKind.TEMPORARY
    raise SendFailure(kind, without_addresses(f"短信平台未收下({code})：{message}")[:200])


def _said(answer: httpx.Response) -> tuple[int | None, str]:
    """Code and message of the answer; no code where it is none of the platform's."""
    try:
        data: Any = json.loads(answer.content[:LARGEST_ANSWER])
    except ValueError:
        data = None
    if not isinstance(data, dict) or not isinstance(data.get("code"), int):
        return None, f"答复无法读懂({answer.status_code})，请核对 SMS_URL。"
    return data["code"], str(data.get("message", ""))[:150]


def _seconds(text: str) -> float:
    return min(float(text), 3600.0) if text.isdecimal() else 60.0


@cache
def _http() -> httpx.Client:
    """One client for the process: connections are kept."""
    return httpx.Client(trust_env=False, follow_redirects=False)
