"""What the keys outside the database are for: ciphers of personal data, keyed digests, the seal of the record.

`CRYPTO_PROFILE` names the algorithms: `gm` is SM4-GCM and HMAC-SM3 (GB/T 32907, GB/T 32905, as GB/T 39786 asks for),
`intl` is AES-128-GCM and HMAC-SHA256. A cipher text names its profile and key, so that both may change while old texts
are still read. Each purpose has a key of its own, derived from the one that the surroundings give.
"""

from __future__ import annotations

import base64
import functools
import hmac
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from ground.digests import hmac_sm3

_NONCE, _TAG, _KEY = 12, 16, 16  # bytes: GCM's nonce and tag, SM4's and AES-128's key
_CIPHERS: dict[str, Any] = {"gm": algorithms.SM4, "intl": algorithms.AES}


class UnreadableError(Exception):
    """A cipher text that is damaged, of another purpose, or made with a key that is not at hand."""


def encrypt(text: str, *, purpose: str) -> str:
    """The text as `profile.key.cipher`, different each time; it is read for the same purpose alone."""
    profile, key = settings.CRYPTO_PROFILE, settings.DATA_KEY
    nonce = os.urandom(_NONCE)
    cipher = Cipher(_algorithm(profile, key, purpose), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(purpose.encode())
    sealed = cipher.update(text.encode()) + cipher.finalize()
    packed = base64.urlsafe_b64encode(nonce + cipher.tag + sealed).decode().rstrip("=")
    return f"{profile}.{key_mark(key)}.{packed}"


def decrypt(token: str, *, purpose: str) -> str:
    """The text of `encrypt`, with the present key or one of DATA_KEY_FALLBACKS; raises UnreadableError."""
    profile, _, rest = token.partition(".")
    mark, _, packed = rest.partition(".")
    key = next((key for key in data_keys() if key_mark(key) == mark), None)
    if profile not in _CIPHERS or key is None:
        raise UnreadableError("no key at hand opens this text")
    try:
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        nonce, tag, sealed = raw[:_NONCE], raw[_NONCE : _NONCE + _TAG], raw[_NONCE + _TAG :]
        cipher = Cipher(_algorithm(profile, key, purpose), modes.GCM(nonce, tag)).decryptor()
        cipher.authenticate_additional_data(purpose.encode())
        return (cipher.update(sealed) + cipher.finalize()).decode()
    except (InvalidTag, ValueError) as problem:
        raise UnreadableError("the text is damaged or of another purpose") from problem


def lookup_digest(text: str, *, purpose: str) -> str:
    """A keyed digest by which an encrypted text is found again (exactly); 64 hex characters."""
    return keyed_digest(f"lookup:{purpose}:{text}".encode(), key=settings.DATA_KEY)


def lookup_digests(text: str, *, purpose: str) -> list[str]:
    """The same under every key and profile that rows may still carry, the present ones first."""
    profiles = sorted(_CIPHERS, key=lambda profile: profile != settings.CRYPTO_PROFILE)
    message = f"lookup:{purpose}:{text}".encode()
    return [_hmac(profile, key, message) for key in data_keys() for profile in profiles]


def keyed_digest(message: bytes, *, key: str, profile: str = "") -> str:
    """HMAC of the message by the profile's digest, 64 hex characters. `key` is a setting, never a literal."""
    return _hmac(profile or settings.CRYPTO_PROFILE, key, message)


def data_keys() -> list[str]:
    """The present key of personal data and its forerunners."""
    return [settings.DATA_KEY, *settings.DATA_KEY_FALLBACKS]


@functools.lru_cache(maxsize=32)
def key_mark(key: str) -> str:
    """Eight characters by which a key is known again, and from which nobody learns it."""
    return _hmac("gm", key, b"mark")[:8]


@functools.lru_cache(maxsize=256)
def _algorithm(profile: str, key: str, purpose: str) -> Any:
    """The cipher with the purpose's own key."""
    return _CIPHERS[profile](bytes.fromhex(_hmac(profile, key, f"cipher:{purpose}".encode()))[:_KEY])


def _hmac(profile: str, key: str, message: bytes) -> str:
    if profile == "gm":
        return hmac_sm3(key.encode(), message)
    return hmac.digest(key.encode(), message, "sha256").hex()
