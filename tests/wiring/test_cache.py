"""The cache is a convenience: with Redis away each call has an answer."""

from __future__ import annotations

from zhongshan_crane.cache import OptionalRedisCache


def test_without_redis_the_cache_is_empty_and_nothing_fails():
    cache = OptionalRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.2}})
    cache.set("a", 1)
    assert cache.get("a", "fallback") == "fallback"
    assert cache.add("a", 1) is True
    assert cache.incr("a") == 1
    assert cache.get_many(["a"]) == {}
    assert cache.set_many({"a": 1}) == []
    assert cache.delete("a") is False
    assert cache.get_or_set("a", 5) == 5
