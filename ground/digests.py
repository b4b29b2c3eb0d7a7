"""SM3 digests (GB/T 32905-2016), from OpenSSL where it has them, else from cryptography."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import hashes


def sm3_hex(data: bytes) -> str:
    """The SM3 digest of `data` as 64 lower-case hex characters."""
    try:
        return hashlib.new("sm3", data).hexdigest()
    except ValueError:
        digest = hashes.Hash(hashes.SM3())
        digest.update(data)
        return digest.finalize().hex()


def canonical_json(data: Any) -> bytes:
    """One byte sequence for one value: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
