"""SM3 digests (GB/T 32905-2016), from OpenSSL where it has them, else from cryptography."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes

_PIECE = 1 << 20  # bytes read at a time
_BLOCK = 64  # bytes of one SM3 block
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


def sm3_hex(data: bytes) -> str:
    """The SM3 digest of `data` as 64 lower-case hex characters."""
    try:
        return hashlib.new("sm3", data).hexdigest()
    except ValueError:
        return sm3_of_chunks((data,))


def sm3_of_file(path: Path) -> str:
    """The same of a file of any size."""
    with path.open("rb") as opened:
        return sm3_of_chunks(iter(lambda: opened.read(_PIECE), b""))


def hmac_sm3(key: bytes, message: bytes) -> str:
    """HMAC (RFC 2104) with SM3 as 64 lower-case hex characters."""
    try:
        return hmac.digest(key, message, "sm3").hex()  # OpenSSL's own
    except ValueError:
        return _hmac_by_hand(key, message)


def _hmac_by_hand(key: bytes, message: bytes) -> str:
    block = (bytes.fromhex(sm3_hex(key)) if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner = sm3_hex(block.translate(_INNER) + message)
    return sm3_hex(block.translate(_OUTER) + bytes.fromhex(inner))


def sm3_of_chunks(chunks: Iterable[bytes]) -> str:
    """The SM3 digest of bytes that come one piece after the other, none of which is kept."""
    digest = hashes.Hash(hashes.SM3())
    for chunk in chunks:
        digest.update(chunk)
    return digest.finalize().hex()


def canonical_json(data: Any) -> bytes:
    """One byte sequence for one value: sorted keys, no spaces, UTF-8."""
    return _CANONICAL.encode(data).encode()
