"""SIGTERM in the middle: a request is answered, a task is finished or given back, and all ends within half a minute."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest
import redis

from tests.faults.processes import Program, free_port, listens, python, until
from zhongshan_crane.celery import app
from zhongshan_crane.embedded_broker import server_binary

PATIENCE = 60.0
BOUND = 30.0  # what a systemd unit or a container is given


@pytest.fixture
def run(tmp_path: Path):
    """Start a program around an empty folder; all end with the test."""
    started: list[Program] = []

    def start(name: str, words: list[str], **more: str) -> Program:
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        given = {**kept, "VAR_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1/0", **more}
        started.append(Program(name, words, given, tmp_path / f"{name}.log"))
        started[-1].start()
        return started[-1]

    yield start
    for program in started:
        program.kill()


def end(program: Program) -> int:
    """Ask it to stop, and wait no longer than whoever stops it would; its exit status."""
    program.process.send_signal(signal.SIGTERM)
    return program.process.wait(BOUND)


def test_a_request_that_is_at_work_is_answered(run):
    port = free_port()
    words = python("-m", "gunicorn", "--config", "python:zhongshan_crane.serving", "zhongshan_crane.wsgi")
    web = run("web", words, PORT=str(port), WEB_PROCESSES="1")
    until(lambda: listens(port), seconds=PATIENCE, what=lambda: web.last_words)
    form = b"username=nobody&password=nothing"
    with socket.create_connection(("127.0.0.1", port), timeout=BOUND) as caller:
        head = f"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(form)}\r\nConnection: close\r\n"
        caller.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + form[:5])
        time.sleep(1)  # the request is in a thread, which waits for the rest
        web.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        caller.sendall(form[5:])
        answer = b""
        while piece := caller.recv(65_536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 ")
    assert b"</html>" in answer
    assert web.process.wait(BOUND) == 0


@pytest.fixture
def broker(run):
    """A broker of its own; gives its address."""
    if not server_binary():
        pytest.skip("no broker on this machine")
    port = free_port()
    run("broker", [server_binary(), "--port", str(port), "--save", "", "--bind", "127.0.0.1"])
    until(lambda: listens(port), seconds=PATIENCE, what=lambda: "no broker")
    return f"redis://127.0.0.1:{port}/0"


def worker(run, broker: str, name: str, **more: str) -> Program:
    words = ("worker", "--concurrency", "1", "--queues", "default", "--include", "tests.wiring.long_tasks")
    return run(
        name, python("-m", "celery", "--quiet", "--app", "zhongshan_crane", *words), REDIS_URL=broker, **more
    )


def begin(broker: str, folder: Path, seconds: float) -> None:
    with app.connection(broker) as connection:
        app.send_task("tests.long", [str(folder), seconds], connection=connection, queue="default")
    until(lambda: marks(folder, "begun"), seconds=PATIENCE, what=lambda: "the task does not begin")


def marks(folder: Path, name: str) -> int:
    path = folder / name
    return len(path.read_text()) if path.exists() else 0


def left(broker: str) -> int:
    """Tasks that wait or are in somebody's hand."""
    with redis.Redis.from_url(broker) as client:
        return client.llen("default") + client.hlen("unacked")


def test_a_task_that_can_end_ends_and_is_not_done_twice(run, broker, tmp_path):
    first = worker(run, broker, "first")
    begin(broker, tmp_path, seconds=4)
    assert end(first) == 0
    assert (marks(tmp_path, "done"), left(broker)) == (1, 0)


def test_a_task_that_takes_too_long_is_given_back_and_done_by_another(run, broker, tmp_path):
    first = worker(run, broker, "first", WORKER_STOP_SECONDS="3")
    begin(broker, tmp_path, seconds=300)
    end(first)
    assert (marks(tmp_path, "done"), left(broker)) == (0, 1)
    second = worker(run, broker, "second")
    until(lambda: marks(tmp_path, "done"), seconds=PATIENCE, what=lambda: second.last_words)
    until(lambda: left(broker) == 0, seconds=PATIENCE, what=lambda: second.last_words)
    assert (marks(tmp_path, "begun"), marks(tmp_path, "done")) == (2, 1)
