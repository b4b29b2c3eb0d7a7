"""Who is calling: app key, HMAC-SM3, clock, nonce (contract, section "Signature")."""

import hmac

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from mock_province import clock, sm3
from mock_province.canonical import canonical_request
from mock_province.envelope import ContractError
from mock_province.models import Nonce

CLOCK_WINDOW_SECONDS = 300
NONCE_SECONDS = 600
NONCE_MAX_LENGTH = 128


def check_signature(request: HttpRequest, body_sm3: str) -> None:
    """Raise 40101, 40102 or 40103. A stranger learns nothing of the clock, and cannot use up a nonce."""
    head = request.headers
    timestamp, nonce = head.get("X-Timestamp", ""), head.get("X-Nonce", "")
    _check_hmac(request, timestamp, nonce, body_sm3)
    now = clock.seconds()
    _check_clock(timestamp, now)
    _use_nonce(head["X-App-Key"], nonce, now)


def _check_hmac(request: HttpRequest, timestamp: str, nonce: str, body_sm3: str) -> None:
    canonical = canonical_request(
        method=request.method,
        raw_target=request.environ["RAW_URI"],
        timestamp=timestamp,
        nonce=nonce,
        body_sm3=body_sm3,
    )
    expected = sm3.hmac_hexdigest(settings.APP_SECRET.encode(), canonical)
    given = request.headers.get("X-Signature", "")
    known = hmac.compare_digest(request.headers.get("X-App-Key", "").encode(), settings.APP_KEY.encode())
    signed = hmac.compare_digest(given.encode(), expected.encode())
    if not (known and signed and 0 < len(nonce) <= NONCE_MAX_LENGTH):
        raise ContractError(40101, "应用标识或签名不正确，请核对应用密钥和签名算法")


def _check_clock(timestamp: str, now: int) -> None:
    number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    inside = number and abs(int(timestamp) - now) <= CLOCK_WINDOW_SECONDS
    if not inside:
        raise ContractError(40102, "时间戳超出允许范围，请校准时钟后重新签名", {"serverTime": now})


def _use_nonce(app_key: str, nonce: str, now: int) -> None:
    with transaction.atomic():
        Nonce.objects.filter(seen_at__lt=now - NONCE_SECONDS).delete()
        try:
            with transaction.atomic():
                Nonce.objects.create(app_key=app_key, nonce=nonce, seen_at=now)
        except IntegrityError:
            raise ContractError(40103, "随机数已使用过，请重新签名") from None
