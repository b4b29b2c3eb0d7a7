"""`make run` as a person meets it: one block at the end, and nothing left after Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# One at a time: two runs that start at the same moment would compete for the usual ports.
pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("launch")]


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data of this module's runs: the first start makes them, each later one finds them."""
    return tmp_path_factory.mktemp("launch") / "var"


@pytest.fixture
def running(var: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The launcher with data of its own, and what it has said until the portal was ready."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    surroundings = {**kept, "VAR_DIR": str(var), "PORT": "18000"}
    with subprocess.Popen(
        [sys.executable, "-m", "zhongshan_crane.launch"],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        said = ""
        for line in process.stdout or ():
            said += line
            if "Ctrl-C" in line:
                break
        else:
            pytest.fail(f"the portal did not start:\n{said}")
        yield process, said
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def test_one_block_names_address_accounts_and_password_and_the_portal_answers_there(running):
    _, said = running
    address = re.search(r"地址\s+(http://\S+)", said)
    assert address, said
    assert "Demo-2026!" in said
    assert all(name in said for name in ("enterprise", "manager", "reviewer", "admin"))
    with urllib.request.urlopen(f"{address[1]}/readyz") as answer:
        assert b'"ready"' in answer.read()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_process(running, var, how):
    process, said = running
    ports = [int(port) for port in re.findall(r"http://127\.0\.0\.1:(\d+)", said)]
    process.send_signal(how)
    assert process.wait(timeout=30) == 0
    assert len(ports) == 2
    assert [port for port in ports if _listens(port)] == []
    assert _left_of(var) == []


def test_a_second_run_of_the_folder_is_told_where_the_first_one_is(running, var):
    _, said = running
    second = subprocess.run(
        [sys.executable, "-m", "zhongshan_crane.launch"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(var)},
        capture_output=True,
        text=True,
    )
    address = re.search(r"地址\s+(http://\S+)", said)
    assert second.returncode == 1
    assert address
    assert address[1] in second.stdout


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _left_of(folder: Path) -> list[str]:
    """Return the processes whose surroundings name the run's folder, after a moment's grace."""
    time.sleep(0.5)
    mine = f"VAR_DIR={folder}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mine in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found
