"""Speaks with ClamAV's clamd (clamd(8)): INSTREAM for bytes, PING for whether it is there. Knows no models."""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass

PIECE = 64 * 1024  # bytes sent at once
LONGEST_ANSWER = 4096  # bytes; an answer is one line
_TCP = re.compile(r"clamd://(?P<host>[\w.-]+|\[[0-9a-fA-F:]+\]):(?P<port>[0-9]{1,5})")
_UNIX = re.compile(r"clamd:(?P<path>/[^/].*)")
_ANSWER = re.compile(r"stream: (?:(?P<signature>.+) )?(?P<word>OK|FOUND)")


class ScannerAwayError(Exception):
    """No judgement: nobody answers, not in time, or clamd itself says ERROR; the text says which."""


@dataclass(frozen=True)
class Clamd:
    """Where clamd listens, and the seconds that one question may take from connecting to the last byte."""

    address: str
    seconds: float

    def __post_init__(self) -> None:
        """Raises ValueError for an address of another form."""
        if not (_TCP.fullmatch(self.address) or _UNIX.fullmatch(self.address)):
            raise ValueError(f"{self.address}: neither clamd:/path/of.sock nor clamd://host:port")

    def found_in(self, data: bytes) -> str:
        """The signature that clamd finds in the bytes, empty where they are clean; raises ScannerAwayError."""
        answer = self._asked(b"zINSTREAM\0", data)
        understood = _ANSWER.fullmatch(answer)
        if understood is None or bool(understood["signature"]) != (understood["word"] == "FOUND"):
            raise ScannerAwayError(answer or "no answer")
        return understood["signature"] or ""

    def ping(self) -> None:
        """Raises ScannerAwayError where clamd does not answer PONG."""
        if (answer := self._asked(b"zPING\0")) != "PONG":
            raise ScannerAwayError(answer or "no answer")

    def _asked(self, command: bytes, data: bytes | None = None) -> str:
        end = time.monotonic() + self.seconds
        try:
            with self._connected() as line:
                # Whoever reads no further (a limit of size) has answered and hung up.
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    for part in _parts(command, data):
                        line.settimeout(_left(end))
                        line.sendall(part)
                return _answer(line, end)
        except OSError as error:
            raise ScannerAwayError(type(error).__name__) from error

    def _connected(self) -> socket.socket:
        if tcp := _TCP.fullmatch(self.address):
            return socket.create_connection((tcp["host"].strip("[]"), int(tcp["port"])), self.seconds)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(self.seconds)
            line.connect(self.address.removeprefix("clamd:"))
        except OSError:
            line.close()
            raise
        return line


def _parts(command: bytes, data: bytes | None) -> Iterator[bytes]:
    """The command, and the bytes in pieces, each after its length, the last of length zero."""
    yield command
    if data is None:
        return
    for at in range(0, len(data), PIECE):
        piece = data[at : at + PIECE]
        yield struct.pack("!L", len(piece)) + piece
    yield struct.pack("!L", 0)


def _answer(line: socket.socket, end: float) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        line.settimeout(_left(end))
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        said += part
    return said.split(b"\0")[0].decode(errors="replace").strip()


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
