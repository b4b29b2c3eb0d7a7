"""How a receiver knows that an event is ours and fresh."""

from __future__ import annotations

import hashlib
import hmac
import secrets

PREFIX = "whsec"
SECRET_BYTES = 32
EVENT, ID, TIMESTAMP, SIGNATURE = "X-Crane-Event", "X-Crane-Id", "X-Crane-Timestamp", "X-Crane-Signature"


def new_secret() -> str:
    """256 random bits, with a prefix by which people and scanners know what they have found."""
    return f"{PREFIX}_{secrets.token_urlsafe(SECRET_BYTES)}"


def signature_of(*, secret: str, uid: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over `id.timestamp.body` with the whole secret (its prefix too), in hexadecimal.

    A receiver computes the same over the very bytes that came, compares in constant time, refuses a timestamp (seconds of
    the epoch) more than 5 minutes away from its own clock, and drops an id that it has seen already.
    """
    said = f"{uid}.{timestamp}.".encode() + body
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()


def headers_of(*, secret: str, uid: str, event: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of one attempt; the timestamp is that of the attempt."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "zhongshan-crane-webhooks/1",
        "Accept-Encoding": "identity",
        EVENT: event,
        ID: uid,
        TIMESTAMP: str(timestamp),
        SIGNATURE: signature_of(secret=secret, uid=uid, timestamp=timestamp, body=body),
    }
