"""The client of clamd against a server on a real socket, well and ill."""

from __future__ import annotations

import socket

import pytest

from documents.clamd import Clamd, ScannerAwayError
from tests.documents.fake_clamd import MARK, SIGNATURE, fake_clamd


@pytest.fixture(params=["tcp", "unix"])
def line(request, tmp_path):
    path = tmp_path / "clamd.sock" if request.param == "unix" else None
    with fake_clamd(path) as (address, server):
        yield Clamd(address, 1.0), server


@pytest.mark.parametrize("size", [0, 1, 64 * 1024, 64 * 1024 + 1, 3_000_000])
def test_clean_bytes_of_every_size_arrive_whole(line, size) -> None:
    clamd, server = line
    assert clamd.found_in(b"c" * size) == ""
    assert server.seen == [b"c" * size]


def test_what_is_found_is_named(line) -> None:
    clamd, _server = line
    clamd.ping()
    assert clamd.found_in(b"%PDF" + MARK) == SIGNATURE


@pytest.mark.parametrize("mood", ["error", "cut", "mute", "drip", "limit", "nonsense"])
def test_everything_else_is_no_judgement(line, mood) -> None:
    clamd, server = line
    server.mood = mood
    with pytest.raises(ScannerAwayError):
        clamd.found_in(MARK * 400_000)


@pytest.mark.parametrize("mood", ["error", "cut", "mute"])
def test_a_scanner_that_does_not_answer_pong_is_away(line, mood) -> None:
    clamd, server = line
    server.mood = mood
    with pytest.raises(ScannerAwayError):
        clamd.ping()


def test_nobody_at_the_address_is_away(tmp_path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for address in (f"clamd://127.0.0.1:{port}", f"clamd:{tmp_path}/none.sock"):
        with pytest.raises(ScannerAwayError):
            Clamd(address, 1.0).found_in(b"x")


@pytest.mark.parametrize("address", ["", "on", "clamd", "clamd:relative.sock", "clamd://host", "http://h:1"])
def test_an_address_that_means_nothing_is_refused(address) -> None:
    with pytest.raises(ValueError, match="neither"):
        Clamd(address, 1.0)
