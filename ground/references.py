"""Reference numbers that need no lock and cannot be guessed from a neighbour."""

from __future__ import annotations

import datetime as dt
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference(prefix: str, today: dt.date, *, length: int = 7) -> str:
    """`HZ20261122-7K3MQ2X`: prefix, date, and `length` characters without look-alikes.

    30^7 is about 2·10^10 a day, so a clash is rare; the caller's unique column refuses it.
    """
    code = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return f"{prefix}{today:%Y%m%d}-{code}"
