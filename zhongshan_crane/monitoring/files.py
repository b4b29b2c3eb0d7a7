"""Counting in several processes of one machine: each keeps its numbers in a file, whoever is asked adds them up.

A server (web, worker) has a folder of its own below METRICS_DIR and empties it when it starts. Its processes have
numbers that their successors inherit: a process that is replaced every some thousand requests leaves no file behind.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from prometheus_client import CollectorRegistry, values
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from zhongshan_crane.monitoring import counters

_log = structlog.get_logger("monitoring")
# Bytes that each file has from the beginning, enough for every address and task: a file that grew through a
# memory map on a full disk would end the process.
_ROOM = {"histogram": 4 << 20, "counter": 256 << 10}
_here: dict[str, str] = {}  # "process": the number of this process; "folder" where its server has begun


def begin(role: str) -> None:
    """Count in files from here on; called once by the server's first process, before it makes others.

    Where no file can be written each process counts for itself alone, and people work on.
    """
    folder = machine_folder() / _plain(role)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    except OSError as error:
        _log.warning("metrics_not_kept", reason=type(error).__name__)
        return
    _here["folder"] = os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    values.ValueClass = values.MultiProcessValue(lambda: _here.get("process", "main"))
    name_process("main")


def name_process(number: str | int) -> None:
    """Say which of its server's processes this is; no two at the same time have one number."""
    if "folder" not in _here:
        return
    _here["process"] = str(number)
    try:
        for kind, room in _ROOM.items():
            path = Path(_here["folder"]) / f"{kind}_{number}.db"
            if not path.exists():
                path.write_bytes(bytes(room))
    except OSError as error:
        values.ValueClass = values.MutexValue
        _log.warning("metrics_not_kept", reason=type(error).__name__)


def machine_folder() -> Path:
    """Where the servers of this machine count; machines that share a disk do not mix."""
    return Path(settings.METRICS_DIR) / _plain(socket.gethostname())


def register(registry: CollectorRegistry) -> None:
    """Put what processes count into an answer: all of this machine, or this process where it has no server."""
    if "folder" in _here:
        registry.register(_Kept())
        return
    for counter in counters.ALL:
        registry.register(counter)


class _Kept(Collector):
    """The sum over all files of this machine."""

    def describe(self) -> list[Any]:
        """Nothing beforehand."""
        return []

    def collect(self) -> Iterator[Any]:
        """Each metric once, its histograms accumulated."""
        paths = [str(path) for path in machine_folder().glob("*/*.db")]
        yield from MultiProcessCollector.merge(paths)


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", name)
