"""How often one network address may ask, counted in the cache; without a cache everybody passes."""

from __future__ import annotations

from django.core.cache import cache

SECONDS = 60


def too_often(*, what: str, address: str, most: int) -> bool:
    """Count one request of `address` for `what`; whether it is beyond `most` within a minute.

    An address that is not known is not counted. The minute begins with the first request and is no sliding
    one: at its turn up to twice as many pass, which is enough against listing machines by guessing.
    """
    if not address:
        return False
    key = f"asked:{what}:{address}"
    if cache.add(key, 1, SECONDS):
        return most < 1
    try:
        return cache.incr(key) > most
    except ValueError:  # the minute ended between the two
        return False
