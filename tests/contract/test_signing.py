"""The signature's six lines, and HMAC-SM3 against another implementation of it."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes, hmac
from hypothesis import given
from hypothesis import strategies as st

from ground.digests import hmac_sm3
from provincial_sync.signing import canonical_request

SM3_OF_NOTHING = "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"


def lines(target: str, **changes: object) -> list[str]:
    asked = {"method": "get", "target": target, "body": b"", "timestamp": 1700000000, "nonce": "n-1"}
    return canonical_request(**(asked | changes)).decode().split("\n")


def test_the_six_lines():
    expected = ["GET", "/api/v1/registrations", "after=b&limit=100", "1700000000", "n-1", SM3_OF_NOTHING]
    assert lines("/api/v1/registrations?limit=100&after=b") == expected


def test_a_gateways_prefix_is_not_signed():
    assert lines("/gateway/zs/api/v1/files/ab")[1] == "/api/v1/files/ab"


def test_pairs_are_sorted_by_name_then_value_and_encoded_in_upper_case():
    assert lines("/api/v1/x?b=2&a=%e4%b8%ad&b=1&c")[2] == "a=%E4%B8%AD&b=1&b=2&c="


@given(key=st.binary(max_size=200), message=st.binary(max_size=300))
def test_hmac_agrees_with_another_implementation(key, message):
    other = hmac.HMAC(key or b"\0", hashes.SM3())
    other.update(message)
    assert hmac_sm3(key, message) == other.finalize().hex()
