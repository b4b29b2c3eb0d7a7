"""The programs around the bench: a province that decides at once, a broker, a timetable and workers."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from zhongshan_crane.embedded_broker import server_binary

ROOT = Path(__file__).resolve().parents[1]


@contextlib.contextmanager
def running_province() -> Iterator[str]:
    """The platform on a free port, its certificates as OFD; its address."""
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        words = [
            sys.executable,
            "-m",
            "mock_province",
            "--port",
            str(port),
            "--data",
            folder,
            "--seconds",
            "0",
        ]
        with _running(words, os.environ | {}):
            address = f"http://127.0.0.1:{port}"
            _wait_for(port)
            body = json.dumps({"certificate_format": "ofd"}).encode()
            kind = {"Content-Type": "application/json"}
            urllib.request.urlopen(  # noqa: S310 - our own address
                urllib.request.Request(f"{address}/control/conditions", body, kind, method="PUT")  # noqa: S310
            )
            yield address


@contextlib.contextmanager
def running_workers(address: str, count: int, *, poll_seconds: float) -> Iterator[list[int]]:
    """A broker, a timetable and workers of their own on the bench's database; the leaders of their groups."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        port = _free_port()
        quiet = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--port", str(port)]
        stack.enter_context(_running([server_binary(), *quiet], os.environ | {}))
        _wait_for(port)
        around = os.environ | {
            "DATABASE_URL": database_url(),
            "REDIS_URL": f"redis://127.0.0.1:{port}/0",
            "VAR_DIR": folder,
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "PROVINCE_BASE_URL": f"{address}/api/v1",
            "PROVINCE_POLL_SECONDS": str(poll_seconds),
            "PROVINCE_MAX_IN_FLIGHT": str(count),
        }
        celery = [sys.executable, "-m", "celery", "--quiet", "--app", "zhongshan_crane"]
        quietly = ["--without-gossip", "--without-mingle", "--concurrency", str(count)]
        yield [
            stack.enter_context(_running([*celery, "beat", "--schedule", f"{folder}/beat"], around)),
            stack.enter_context(_running([*celery, "worker", "--queues", "default", *quietly], around)),
        ]


@contextlib.contextmanager
def running_worker(module: str, queue: str) -> Iterator[None]:
    """A worker of one process with the product's settings, which knows the tasks of that module, too."""
    with tempfile.TemporaryDirectory() as folder:
        around = os.environ | {"DATABASE_URL": database_url(), "VAR_DIR": folder}
        words = [sys.executable, "-m", "celery", "--quiet", "--app", "zhongshan_crane", "worker"]
        words += ["--include", module, "--queues", queue, "--hostname", f"{queue}@%h", "--concurrency", "1"]
        with _running([*words, "--without-gossip", "--without-mingle"], around):
            yield


@contextlib.contextmanager
def speaking(module: str) -> Iterator[Callable[[str], str]]:
    """A program of the bench on the database that is in use now: what says a line to it and gives its answer."""
    around = os.environ | {"DATABASE_URL": database_url()}
    words, pipe = [sys.executable, "-m", module], subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own program
        words, cwd=ROOT, env=around, stdin=pipe, stdout=pipe, text=True
    ) as process:

        def say(line: str) -> str:
            print(line, file=process.stdin, flush=True)
            if not (process.stdout and (answer := process.stdout.readline().strip())):
                raise RuntimeError(f"{module} does not answer to {line}")
            return answer

        try:
            yield say
        finally:
            process.communicate("\n", timeout=60)


@contextlib.contextmanager
def _running(words: list[str], around: dict[str, str]) -> Iterator[int]:
    silent = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - our own programs
        words, cwd=ROOT, env=around, stdout=silent, stderr=silent, start_new_session=True
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens on {port}")


def database_url(name: str = "") -> str:
    """Where a program of its own finds the database of that name; empty: the one that is measured."""
    named = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(name or named['NAME']).resolve()}"
    password = f":{named['PASSWORD']}" if named["PASSWORD"] else ""
    address = f"{named['HOST']}:{named['PORT'] or 5432}"
    return f"postgres://{named['USER']}{password}@{address}/{name or named['NAME']}"
