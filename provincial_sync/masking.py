"""What is written down of the province's answers: no secret of ours, no telephone or identity number."""

from __future__ import annotations

import re

from ground.masking import without_mobiles

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{5})(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx](?![0-9A-Za-z])")
_SIGNATURE = re.compile(r"(?i)(x-(?:signature|nonce|app-key)\s*[:=]\s*)\S+")


def masked(text: str, *secrets: str) -> str:
    """`text` with personal numbers shortened, and with every one of `secrets` taken out."""
    for secret in secrets:
        if len(secret) >= 6:
            text = text.replace(secret, "***")
    text = _SIGNATURE.sub(r"\1***", text)
    return _IDENTITY.sub(r"\1************", without_mobiles(text))
