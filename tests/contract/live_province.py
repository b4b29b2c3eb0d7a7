"""The province's platform as people start it: an own process, on a free port, deciding at once."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def running_province(folder: Path) -> Iterator[str]:
    """Start the platform with its data in `folder` and give the base address; stop it afterwards."""
    port = _free_port()
    command = [sys.executable, "-m", "mock_province", "--port", str(port), "--data", str(folder)]
    with (folder / "server.log").open("wb") as log:
        environment = os.environ | {"MOCK_PROVINCE_SECONDS": "0"}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/healthz", folder)
            yield f"http://127.0.0.1:{port}/api/v1"
        finally:
            process.terminate()
            process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(address: str, folder: Path) -> None:
    for _ in range(200):
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(address, trust_env=False).status_code == 200:
                return
        time.sleep(0.1)
    pytest.fail("the platform did not start:\n" + (folder / "server.log").read_text())
