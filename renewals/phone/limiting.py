"""How often a phone may ask: tries of unknown addresses by network address, requests by link.

Counted in the cache: where that is away nobody is refused, and an address of 192 random bits stays unguessable.
"""

from __future__ import annotations

from django.core.cache import cache

from ground.errors import RuleBroken
from ground.request_context import current_address

WINDOW_SECONDS = 600
MISSES = 30  # of one network address; a site's phones often share one
REQUESTS = 1500  # of one link; 100 MB in pieces are a hundred
TOO_OFTEN = "操作过于频繁，请十分钟后再试。"


class AskedTooOften(RuleBroken):
    """More than a person with a phone would."""

    status = 429


def require_few_misses() -> None:
    """Raise AskedTooOften where the network address has tried too many addresses that lead nowhere."""
    if cache.get(_misses(), 0) >= MISSES:
        raise AskedTooOften("too_often", TOO_OFTEN)


def note_miss() -> None:
    """Count an address that leads nowhere."""
    _count(_misses())


def count_request(link_id: int) -> None:
    """Count a request of a link; raises AskedTooOften above what a person with a phone needs."""
    if _count(f"photo-link:{link_id}") > REQUESTS:
        raise AskedTooOften("too_often", TOO_OFTEN)


def _count(key: str) -> int:
    if cache.add(key, 1, WINDOW_SECONDS):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        return 1


def _misses() -> str:
    return f"photo-miss:{current_address()}"
