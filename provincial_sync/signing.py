"""The signature of a request: HMAC-SM3 over six lines (contract, "Signature"). Time and nonce are given."""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

from ground.digests import hmac_sm3, sm3_hex

ROOT = "/api/v1"


def signature_headers(
    *, app_key: str, secret: str, method: str, target: str, body: bytes, timestamp: int, nonce: str
) -> dict[str, str]:
    """The four headers of one request; `target` is path and query as sent, `timestamp` in Unix seconds."""
    canonical = canonical_request(method=method, target=target, body=body, timestamp=timestamp, nonce=nonce)
    return {
        "X-App-Key": app_key,
        "X-Timestamp": str(timestamp),
        "X-Nonce": nonce,
        "X-Signature": hmac_sm3(secret.encode(), canonical),
    }


def canonical_request(*, method: str, target: str, body: bytes, timestamp: int, nonce: str) -> bytes:
    """The six lines that are signed. A gateway's prefix before /api/v1 is no part of them."""
    path, _, query = target.partition("?")
    before, root, rest = path.partition(ROOT)
    lines = [
        method.upper(),
        root + rest if root else before,
        canonical_query(query),
        str(timestamp),
        nonce,
        sm3_hex(body),
    ]
    return "\n".join(lines).encode()


def canonical_query(query: str) -> str:
    """Each pair percent-encoded by RFC 3986 (upper-case hex), sorted by name, then value."""
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    encoded = sorted((_encoded(name), _encoded(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _encoded(text: str) -> str:
    return quote(unquote_to_bytes(text), safe="")
