"""The whole system as `make run` starts it, on data of its own; the province apart, so that it can go away."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.own_database import own_database

ROOT = Path(__file__).resolve().parents[2]
# Quick enough for a test, slow enough that people see 上传中.
PACE = {
    "PROVINCE_POLL_SECONDS": "1",
    "PROVINCE_POLL_SLOWEST_SECONDS": "2",
    "UPLOAD_RETRY_MINUTES": "0.03",
    "PROVINCE_BREAKER_SECONDS": "2",
    "PROVINCE_BREAKER_SLOWEST_SECONDS": "4",
    "RECOGNITION": "off",  # an optional part; its journey starts a system with it
}
PROVINCE_SECONDS = "2"


@dataclass
class Province:
    """The province's platform on one port, which can be stopped and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def base_url(self) -> str:
        """Where the portal finds it."""
        return f"http://127.0.0.1:{self.port}/api/v1"

    def start(self) -> None:
        """Serve, and answer before this returns."""
        command = [sys.executable, "-m", "mock_province", "--port", str(self.port)]
        command += ["--data", str(self.folder), "--seconds", PROVINCE_SECONDS]
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        _wait_for(f"http://127.0.0.1:{self.port}/healthz", within_seconds=30)

    def stop(self) -> None:
        """Be gone: whoever calls is refused."""
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.process = None


@dataclass(frozen=True)
class RunningSystem:
    """A started system: the portal's address, its folder, and the neighbour."""

    address: str
    folder: Path
    province: Province
    surroundings: dict[str, str] = field(repr=False)

    def run(self, module: str, *arguments: str) -> None:
        """Run a module of the tests beside the system, on its data."""
        command = [sys.executable, "-m", module, *arguments]
        subprocess.run(command, cwd=ROOT, env=self.surroundings, check=True, timeout=120)

    @property
    def log(self) -> str:
        """What the processes have written."""
        return (self.folder / "log" / "run.log").read_text(errors="replace")


@contextlib.contextmanager
def running_system(folder: Path, **more: str) -> Iterator[RunningSystem]:
    """Start portal, worker, beat, broker and province with demo data; stop them all afterwards.

    `more` are further surroundings. DATABASE_URL and REDIS_URL of the surroundings are respected; a PostgreSQL server gets a database of its own.
    """
    province = Province(folder / "province", _free_port())
    with own_database() as database:
        surroundings = os.environ | PACE | database | more
        surroundings |= {
            "VAR_DIR": str(folder),
            "PORT": str(_free_port()),
            "PROVINCE_BASE_URL": province.base_url,
        }
        surroundings.pop("PUBLIC_BASE_URL", None)
        province.start()
        try:
            with _launched(surroundings) as address:
                yield RunningSystem(address, folder, province, surroundings)
        finally:
            province.stop()


@contextlib.contextmanager
def _launched(surroundings: dict[str, str]) -> Iterator[str]:
    """Run the launcher and give the portal's address once it says that it is ready."""
    with subprocess.Popen(
        [sys.executable, "-m", "zhongshan_crane.launch"],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as launcher:
        try:
            yield _announced_address(launcher)
        finally:
            launcher.send_signal(signal.SIGINT)
            launcher.wait(60)


def _announced_address(launcher: subprocess.Popen[str]) -> str:
    said = ""
    for line in launcher.stdout or ():
        said += line
        if "Ctrl-C" in line and (found := re.search(r"地址\s+(http://\S+)", said)):
            return found[1]
    raise AssertionError(f"the system did not start:\n{said}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, *, within_seconds: float) -> None:
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"no answer from {url}")
