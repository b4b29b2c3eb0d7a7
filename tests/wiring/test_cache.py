"""The cache is a convenience: with Redis away each call has an answer."""

from __future__ import annotations

import contextlib
import pickle
import socket

import pytest

from zhongshan_crane.cache import OptionalRedisCache, PlainValues


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


def test_a_server_that_hangs_is_asked_once_and_then_left_alone_for_a_while(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as hung:  # takes calls and never answers
        hung.setblocking(False)
        address = f"redis://127.0.0.1:{hung.getsockname()[1]}/0"
        cache = OptionalRedisCache(address, {"OPTIONS": {"socket_timeout": 0.2}})
        assert cache.get("a", "none") == "none"
        assert _calls(hung) > 0
        assert [cache.get("a", "none") for _ in range(20)] == ["none"] * 20
        assert OptionalRedisCache(address, {}).get("a", "none") == "none"
        assert _calls(hung) == 0
        monkeypatch.setattr("zhongshan_crane.cache.time.monotonic", lambda: float("inf"))
        assert cache.get("a", "none") == "none"
        assert _calls(hung) > 0


def _calls(server: socket.socket) -> int:
    """How many have called since the last count."""
    calls = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            calls += 1
    return calls


@pytest.mark.parametrize("value", [0, 7, "7", "文字", ["标记", 3], None, True])
def test_a_value_comes_back_as_it_was(value):
    kept = PlainValues().dumps(value)
    assert PlainValues().loads(kept if isinstance(kept, bytes) else str(kept).encode()) == value


def test_what_somebody_else_put_into_redis_is_never_run():
    with pytest.raises(ValueError):
        PlainValues().loads(pickle.dumps({"a": 1}))
