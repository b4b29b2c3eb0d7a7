"""动态口令: time-based one-time codes as every authenticator makes them (RFC 6238: SHA-1, 30 seconds, 6 digits)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import secrets
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP_SECONDS, DIGITS = 30, 6
SECRET_BYTES = 20  # RFC 4226, section 4: at least 128 bits, 160 advised
ISSUER = "中山起重机械"


def new_secret() -> str:
    """A secret as authenticators take it, Base32 without padding."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode().rstrip("=")


def step_at(now: dt.datetime) -> int:
    """The number of the time step that `now` is in."""
    return int(now.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int) -> str:
    """The code of a time step, six digits; raises ValueError for a secret that is none."""
    try:
        key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    except binascii.Error as problem:
        raise ValueError("not Base32") from problem
    return HOTP(key, DIGITS, SHA1()).generate(step).decode()  # noqa: S303 (the standard's digest)


def step_of(secret: str, code: str, *, now: dt.datetime, drift: int) -> int | None:
    """The time step whose code was typed, at most `drift` steps from now; None where it is nobody's.

    All steps are compared, so that the time taken tells nothing.
    """
    here = step_at(now)
    steps = range(here - drift, here + drift + 1)
    found = [step for step in steps if hmac.compare_digest(code_of(secret, step).encode(), code.encode())]
    return max(found, default=None)


def setup_address(secret: str, *, username: str) -> str:
    """What the QR code of the enrolment says (otpauth, as authenticators read it)."""
    given = {"secret": secret, "issuer": ISSUER, "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{quote(f'{ISSUER}:{username}')}?{urlencode(given, quote_via=quote)}"


def in_groups(secret: str) -> str:
    """The secret for typing, four signs at a time."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
