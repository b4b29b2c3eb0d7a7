"""The cache that a live system has beside it: a server of its own for the time of the bench, unless REDIS_URL names one."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from zhongshan_crane.embedded_broker import server_binary


@contextmanager
def running_cache() -> Iterator[None]:
    """REDIS_URL names a server that answers; to be entered before the settings are read."""
    if os.environ.get("REDIS_URL"):
        yield
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = [server_binary(), "--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        _wait_for(port)
        os.environ["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
        yield
    finally:
        process.terminate()
        process.wait(15)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the cache does not answer")
