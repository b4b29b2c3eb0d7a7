"""Real processes that can be killed without a word and started again."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTS = range(20_000, 30_000)


@dataclass
class Program:
    """One program with all its children; its output goes to one log."""

    name: str
    words: list[str]
    surroundings: dict[str, str] = field(repr=False)
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin, as the leader of a group of its own."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.words, cwd=ROOT, env=self.surroundings, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """End it and its children at once, in whatever they were doing."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)
            self.process = None

    def restart(self) -> None:
        """Kill it and begin anew."""
        self.kill()
        self.start()

    @property
    def last_words(self) -> str:
        """The end of its log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return f"--- {self.name}\n" + "\n".join(text.splitlines()[-12:])


def python(*words: str) -> list[str]:
    """A command of this Python."""
    return [sys.executable, *words]


def free_port() -> int:
    """A port that nobody listens on, below those that the system gives to callers.

    While a program is down, a call of anybody's could otherwise begin at its port, and it would not come up again.
    """
    for port in random.sample(PORTS, 200):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def listens(port: int) -> bool:
    """Whether somebody answers there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(holds: Callable[[], object], *, seconds: float, what: Callable[[], str]) -> None:
    """Wait until something holds; fail with `what` after so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:.0f} s: {what()}")
        time.sleep(0.1)
