"""How often one network address may ask: counted in the cache for all processes, and in each process by itself.

With the cache away each process still keeps the limit, so that all together let through at most as many times
more as there are processes.
"""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass

from django.core.cache import BaseCache, cache, caches

SECONDS = 60
IPV6_NETWORK_BITS = 64  # what one subscriber is given, and may change its address in


def too_often(*, what: str, address: str, most: int) -> bool:
    """Count one request of `address` for `what`; whether it is beyond `most` within a minute.

    An address that is not known is not counted. The minute begins with the first request and is no sliding
    one: at its turn up to twice as many pass, which is enough against listing machines by guessing.
    """
    if not address:
        return False
    key = f"asked:{what}:{_network(address)}"
    asked = max(_counted(counter, key) for counter in (cache, caches["process"]))
    return asked > most


@dataclass(frozen=True)
class Count:
    """How often somebody has asked within the minute of the clock, this time included, and when the next one begins."""

    asked: int
    seconds_left: int


def counted(*, what: str, whom: str) -> Count:
    """Count one request of `whom` for `what`, and say how many the present minute has seen."""
    minute, second = divmod(int(time.time()), SECONDS)
    key = f"asked:{what}:{whom}:{minute}"
    asked = max(_counted(counter, key) for counter in (cache, caches["process"]))
    return Count(asked, SECONDS - second)


def _counted(counter: BaseCache, key: str) -> int:
    if counter.add(key, 1, SECONDS):
        return 1
    try:
        return counter.incr(key)
    except ValueError:  # the minute ended between the two
        return 1


def _network(address: str) -> str:
    """The address itself, or the subscriber's network of an IPv6 one."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return address
    return str(ipaddress.ip_network((known, IPV6_NETWORK_BITS), strict=False))
