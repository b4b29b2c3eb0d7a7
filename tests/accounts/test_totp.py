"""Codes as RFC 6238 says them, and what the phone is told."""

from __future__ import annotations

import base64
import datetime as dt
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import totp

KEY = base64.b32encode(b"12345678901234567890").decode()
T = dt.datetime(2026, 11, 30, 1, 2, 3, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds, code) -> None:
    """RFC 6238, appendix B, the last six of its eight digits."""
    at = dt.datetime.fromtimestamp(seconds, dt.UTC)
    assert totp.code_of(KEY, totp.step_at(at)) == code
    assert totp.step_of(KEY, code, now=at, drift=0) == totp.step_at(at)


@given(st.integers(-3, 3), st.integers(0, 2))
def test_a_code_is_known_within_the_drift_and_not_beyond(steps, drift) -> None:
    here = totp.step_at(T)
    found = totp.step_of(KEY, totp.code_of(KEY, here + steps), now=T, drift=drift)
    assert found == (here + steps if abs(steps) <= drift else None)


@given(st.text(max_size=12))
def test_anything_else_is_no_code(typed) -> None:
    right = {totp.code_of(KEY, totp.step_at(T) + off) for off in (-1, 0, 1)}
    assert (totp.step_of(KEY, typed, now=T, drift=1) is not None) == (typed in right)


def test_the_address_names_issuer_account_and_key() -> None:
    secret = totp.new_secret()
    address = urlsplit(totp.setup_address(secret, username="li.si"))
    assert (address.scheme, address.netloc, unquote(address.path)) == (
        "otpauth",
        "totp",
        "/中山起重机械:li.si",
    )
    asked = parse_qs(address.query)
    assert asked == {"secret": [secret], "issuer": ["中山起重机械"], "digits": ["6"], "period": ["30"]}


def test_each_secret_is_another_and_long_enough() -> None:
    secrets = {totp.new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert {len(secret) for secret in secrets} == {32}
    assert totp.in_groups("ABCDEFGH") == "ABCD EFGH"
