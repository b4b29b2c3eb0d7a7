"""A cache on Redis that nobody depends on: with Redis away it is simply empty."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

import structlog
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

_log = structlog.get_logger("cache")

# A server that hangs costs the patience of one call, not of every call of every page.
REST_SECONDS = 2.0


def _or(empty: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Answer with `empty(...)`, given the same arguments, where Redis does not answer, or did not a moment ago."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def answered(self: Any, *args: Any, **kwargs: Any) -> Any:
            if time.monotonic() < self.rests_until:
                return empty(*args, **kwargs)
            try:
                return method(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                self.rest(type(error).__name__)
                return empty(*args, **kwargs)

        return answered

    return decorate


class PlainValues:
    """Values as JSON: whoever could write into Redis must not be able to have a pickle run here."""

    def dumps(self, value: Any) -> bytes | int:
        """The value's text; whole numbers as they are, because Redis counts them up itself."""
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        """The value of a text."""
        return json.loads(data)


class OneClient(RedisCacheClient):
    """The framework's, which makes a client for each call; here a thread keeps its own, because making one costs as much as asking."""

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """The client of the server that is asked."""
        clients = self.__dict__.setdefault("_clients", {})
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]
        if pool not in clients:
            clients[pool] = super().get_client(key, write=write)
        return clients[pool]


class OptionalRedisCache(RedisCache):
    """Django's Redis cache whose every method has an answer without Redis."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient

    _servers: list[str]  # Django's own
    _rests: ClassVar[dict[str, float]] = {}  # by server: each thread has a cache object of its own

    @property
    def rests_until(self) -> float:
        """The moment (monotonic) until which the server is not asked."""
        return self._rests.get(self._servers[0], 0.0)

    def rest(self, reason: str) -> None:
        """Leave the server alone for a while."""
        self._rests[self._servers[0]] = time.monotonic() + REST_SECONDS
        _log.warning("cache_away", reason=reason)

    add = _or(lambda *_, **__: True)(RedisCache.add)
    get = _or(lambda key, default=None, version=None: default)(RedisCache.get)
    set = _or(lambda *_, **__: None)(RedisCache.set)
    touch = _or(lambda *_, **__: False)(RedisCache.touch)
    delete = _or(lambda *_, **__: False)(RedisCache.delete)
    has_key = _or(lambda *_, **__: False)(RedisCache.has_key)
    incr = _or(lambda key, delta=1, version=None: delta)(RedisCache.incr)
    get_many = _or(lambda *_, **__: {})(RedisCache.get_many)
    set_many = _or(lambda data, *_, **__: [])(RedisCache.set_many)
    delete_many = _or(lambda *_, **__: None)(RedisCache.delete_many)
    clear = _or(lambda *_, **__: False)(RedisCache.clear)
