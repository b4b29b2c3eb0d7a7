"""The two ways to the other province: within this process, and over HTTP in dribs and drabs."""

from __future__ import annotations

import contextlib
import io
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import httpx

from tests.other_province.platform import OtherProvince, Unheard

DRIBS = 7  # bytes of one chunk
PAUSE_SECONDS = 0.002


class InProcess(httpx.BaseTransport):
    """Calls the application; an answer that is lost is a timeout."""

    def __init__(self, platform: OtherProvince) -> None:
        self.app = httpx.WSGITransport(platform)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        try:
            return self.app.handle_request(request)
        except Unheard:
            raise httpx.ReadTimeout("the answer was lost", request=request) from None


@contextlib.contextmanager
def slowly_over_http(platform: OtherProvince) -> Iterator[str]:
    """Serve on a free port, every answer in small chunks with pauses; the base address."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            path, _, query = self.path.partition("?")
            length = int(self.headers.get("Content-Length") or 0)
            environ: dict[str, Any] = {
                "REQUEST_METHOD": self.command,
                "PATH_INFO": unquote(path, encoding="latin-1"),
                "QUERY_STRING": query,
                "CONTENT_LENGTH": str(length),
                "wsgi.input": io.BytesIO(self.rfile.read(length)),
            }
            environ |= {
                f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()
            }
            begun: list[Any] = []
            try:
                pieces = b"".join(platform(environ, lambda *told: begun.extend(told)))
            except Unheard:
                self.close_connection = True
                return
            self.send_response_only(int(begun[0].split()[0]))
            for name, value in begun[1]:
                self.send_header(name, value)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for start in range(0, len(pieces), DRIBS):
                piece = pieces[start : start + DRIBS]
                self.wfile.write(f"{len(piece):x};odd=1\r\n".encode() + piece + b"\r\n")
                time.sleep(PAUSE_SECONDS)
            self.wfile.write(b"0\r\n\r\n")

        do_GET = do_POST = do_PUT = _serve  # noqa: N815 - names of the standard library

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/api/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
