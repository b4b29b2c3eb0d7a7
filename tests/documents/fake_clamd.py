"""A stand-in for clamd on a real socket: it finds what names itself infected, and misbehaves as it is told."""

from __future__ import annotations

import contextlib
import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

MARK = b"INFECTED-SAMPLE"
SIGNATURE = "Test.Sample-1"
SLOW_SECONDS = 3.0
ANSWERS = {
    "error": "stream: Can't allocate memory ERROR",
    "limit": "INSTREAM size limit exceeded. ERROR",
    "nonsense": "HTTP/1.1 400 Bad Request",
}


class Answering(socketserver.StreamRequestHandler):
    """One question; `server.mood` is well, error, cut, mute, drip, limit or nonsense."""

    def handle(self) -> None:
        command, mood = self._command(), self.server.mood  # type: ignore[attr-defined]
        if mood == "mute":
            time.sleep(SLOW_SECONDS)
        elif mood == "limit":
            self._say(ANSWERS[mood])
        elif mood != "cut":
            self._judge(command, mood)

    def _judge(self, command: bytes, mood: str) -> None:
        if command == b"zPING":
            self._say("PONG" if mood == "well" else "ERROR")
            return
        data = self._data()
        self.server.seen.append(data)  # type: ignore[attr-defined]
        self.server.looked.append(self.server.look())  # type: ignore[attr-defined]
        if mood == "drip":
            self._drip("stream: OK")
            return
        well = f"stream: {SIGNATURE} FOUND" if MARK in data else "stream: OK"
        self._say(ANSWERS.get(mood, well))

    def _command(self) -> bytes:
        said = b""
        while not said.endswith(b"\0"):
            said += self.rfile.read(1)
        return said[:-1]

    def _data(self) -> bytes:
        data = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
        return data

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\0")

    def _drip(self, text: str) -> None:
        """One byte after the other, each in time, together far too late."""
        with contextlib.suppress(OSError):
            for byte in text.encode():
                self.wfile.write(bytes([byte]))
                time.sleep(SLOW_SECONDS / len(text) * 2)


class Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


class Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False


@contextlib.contextmanager
def fake_clamd(path: Path | None = None) -> Iterator[tuple[str, Tcp | Unix]]:
    """(address for FILE_SCANNER, the server, whose `mood` may be changed and which notes what it has `seen`).

    `look` is asked while a file is looked through; what it said stands in `looked`.
    """
    server = Unix(str(path), Answering) if path else Tcp(("127.0.0.1", 0), Answering)
    server.mood, server.seen = "well", []  # type: ignore[union-attr]
    server.look, server.looked = (lambda: None), []  # type: ignore[union-attr]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield (f"clamd:{path}" if path else f"clamd://127.0.0.1:{server.server_address[1]}"), server
    finally:
        server.shutdown()
        server.server_close()
