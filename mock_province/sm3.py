"""SM3 (GB/T 32905-2016) and HMAC-SM3, by OpenSSL where it has SM3, else by the cryptography package."""

import hashlib
from typing import Any

BLOCK_BYTES = 64


class _CryptographySm3:
    """The part of hashlib's interface used here, over the cryptography package."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives import hashes

        self._state = hashes.Hash(hashes.SM3())

    def update(self, data: bytes) -> None:
        self._state.update(data)

    def digest(self) -> bytes:
        return self._state.finalize()


def new() -> Any:
    """A running SM3 with `update` and `digest`."""
    try:
        return hashlib.new("sm3")
    except ValueError:
        return _CryptographySm3()


def digest(data: bytes) -> bytes:
    """The 32 bytes of SM3(data)."""
    state = new()
    state.update(data)
    return state.digest()


def hexdigest(data: bytes) -> str:
    """SM3(data) in 64 lower-case hex digits."""
    return digest(data).hex()


def hmac_hexdigest(secret: bytes, message: bytes) -> str:
    """HMAC-SM3 (RFC 2104 over SM3) in lower-case hex."""
    key = digest(secret) if len(secret) > BLOCK_BYTES else secret
    key = key.ljust(BLOCK_BYTES, b"\0")
    inner = digest(bytes(byte ^ 0x36 for byte in key) + message)
    return digest(bytes(byte ^ 0x5C for byte in key) + inner).hex()
