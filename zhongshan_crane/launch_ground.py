"""What `make run` settles before any process starts: one run per folder, free ports, data up to date."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import IO

from . import embedded_broker
from .places import VAR_DIR

USUAL_PORT, USUAL_PROVINCE_PORT = 8000, 8100
_held: list[socket.socket] = []
_reserved: list[IO[str]] = []


def only_one_of_this_folder() -> IO[str] | None:
    """Return the held lock of this folder, or None where another run holds it."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    lock = (VAR_DIR / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def note_address(address: str) -> None:
    """Keep the portal's address for the person who starts a second run."""
    (VAR_DIR / "run.address").write_text(address)


def noted_address() -> str:
    """Return the address of the run at work, empty where it has not noted one yet."""
    path = VAR_DIR / "run.address"
    return path.read_text() if path.exists() else ""


def hold_port(usual: int) -> int:
    """Return the first free port from `usual` upwards, held until `release_ports`."""
    for port in range(usual, usual + 200):
        if not _reserve(port):
            continue
        holder = socket.socket()
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            holder.bind(("127.0.0.1", port))
            holder.listen()
        except OSError:
            holder.close()
            continue
        _held.append(holder)
        return port
    sys.exit(f"从 {usual} 起的 200 个端口都被占用，请先停止不用的程序。")


def _reserve(port: int) -> bool:
    """Say whether no other run of this machine has chosen `port`; the choice holds until this run ends.

    Between `release_ports` and the moment when a process listens a port looks free: a second run that starts just
    then must not take it.
    """
    try:
        mark = (Path(tempfile.gettempdir()) / f"zhongshan-crane-{port}.lock").open("a")
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    _reserved.append(mark)
    return True


def release_ports() -> None:
    """Give the held ports to the processes that are about to listen on them."""
    while _held:
        _held.pop().close()


def choose_addresses() -> dict[str, str]:
    """Return the addresses of portal, broker and province, as set or as derived."""
    given = os.environ.get
    port = str(hold_port(int(given("PORT") or USUAL_PORT)))
    chosen = {"PORT": port, "PUBLIC_BASE_URL": given("PUBLIC_BASE_URL") or f"http://127.0.0.1:{port}"}
    if not given("REDIS_URL"):
        chosen["REDIS_URL"] = embedded_broker.prepare(port=hold_port(embedded_broker.USUAL_PORT))
        chosen["EMBEDDED_BROKER"] = "1"
    if not given("PROVINCE_BASE_URL"):
        chosen["PROVINCE_PORT"] = str(hold_port(USUAL_PROVINCE_PORT))
        chosen["PROVINCE_BASE_URL"] = f"http://127.0.0.1:{chosen['PROVINCE_PORT']}/api/v1"
    return chosen


def processes_to_run(procfile: dict[str, str]) -> list[tuple[str, str]]:
    """Return the Procfile's processes without those whose part an outside system plays."""
    outside = set()
    if "EMBEDDED_BROKER" not in os.environ:
        outside.add("broker")
    if "PROVINCE_PORT" not in os.environ:
        outside.add("province")
    if not recognises():
        outside.add("vision")
    return [(name, command) for name, command in procfile.items() if name not in outside]


def process_environment() -> dict[str, str]:
    """Return the surroundings of each process: ours, with this Python's programs first on the path."""
    programs = str(Path(sys.executable).parent)
    path = f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1", "VAR_DIR": str(VAR_DIR)}


def bring_data_up_to_date() -> None:
    """Apply the migrations; then seed the demo where debug is on, collect static files where it is off."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongshan_crane.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0, interactive=False)
    if is_demo():
        call_command("seed_demo", verbosity=0)
    else:
        call_command("collectstatic", verbosity=0, interactive=False)
    connections.close_all()  # the processes are forked from here and open their own


def recognises() -> bool:
    """Say whether a worker for 识别 belongs here: only where its packages are installed."""
    from vision.engine import available
    from vision.offering import offered

    return offered() and available()


def is_demo() -> bool:
    """Say whether demo accounts belong here: wherever debug is on."""
    from django.conf import settings

    return bool(settings.DEBUG)
