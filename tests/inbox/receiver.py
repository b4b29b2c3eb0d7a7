"""A firm's own system that receives events: a live server of its own, which answers as it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answering = Callable[["Handler"], None]


class Receiver(ThreadingHTTPServer):
    """Notes requests; `answers` are given first, one for each request, then `usual`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[Answering] = []
        self.usual: Answering = plain(204)
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/events?of=firm"

    @property
    def ids(self) -> list[str]:
        return [headers["X-Crane-Id"] for _path, headers, _body in self.came]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no fault."""


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.came.append((self.path, dict(self.headers), body))
            answering = self.server.answers.pop(0) if self.server.answers else self.server.usual
        answering(self)

    def do_GET(self) -> None:
        self.server.came.append((self.path, dict(self.headers), b""))
        plain(200)(self)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def plain(status: int, text: str = "", **headers: str) -> Answering:
    """An answer with that status and text."""

    def answer(handler: Handler) -> None:
        content = text.encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if status != 204:
            handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def silent(handler: Handler) -> None:
    """Close the connection without a word."""
    handler.connection.close()


def endless(handler: Handler) -> None:
    """200, and then more than anybody wants to read; ends when the caller hangs up."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x" * 65_536)
    except OSError:
        handler.close_connection = True


def dripping(handler: Handler) -> None:
    """A header each moment, never the end: each read is quick, the whole is not."""
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(600):
            handler.wfile.write(f"X-{number}: 1\r\n".encode())
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        handler.close_connection = True


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens."""
    made = Receiver()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        made.shutdown()
        made.server_close()
