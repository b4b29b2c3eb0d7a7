"""Several processes, one /metrics: what web and worker processes count is added up, also after one was replaced."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.faults.processes import Program, free_port, listens, python, until
from zhongshan_crane.celery import app
from zhongshan_crane.embedded_broker import server_binary

PATIENCE = 60.0
TOKEN = "a-token-of-the-test"


@pytest.fixture
def run(tmp_path: Path):
    """Start a program around an empty folder; all end with the test."""
    started: list[Program] = []

    def start(name: str, words: list[str], **more: str) -> Program:
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        given = {
            **kept,
            "VAR_DIR": str(tmp_path),
            "METRICS_TOKEN": TOKEN,
            "REDIS_URL": "redis://127.0.0.1:1/0",
            **more,
        }
        started.append(Program(name, words, given, tmp_path / f"{name}.log"))
        started[-1].start()
        return started[-1]

    yield start
    for program in started:
        program.kill()


def counted(port: int) -> dict[tuple[str, ...], float]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = httpx.get(f"http://127.0.0.1:{port}/metrics", headers=headers, timeout=30, trust_env=False)
    assert answer.status_code == 200
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes by /proc")
def test_web_processes_are_one_and_a_replaced_one_takes_nothing_along(run, tmp_path):
    port = free_port()
    words = python("-m", "gunicorn", "--config", "python:zhongshan_crane.serving", "zhongshan_crane.wsgi")
    web = run("web", words, PORT=str(port), WEB_PROCESSES="2")
    until(lambda: listens(port), seconds=PATIENCE, what=lambda: web.last_words)

    def ask(times: int) -> None:
        for _ in range(times):  # each by a connection of its own, so that both processes get some
            answer = httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=30, trust_env=False)
            assert answer.status_code == 200

    def answers() -> float:
        found = counted(port)
        return found["crane_request_seconds_count", "GET", "none", "2xx"]

    ask(20)
    before = answers()  # this look counts itself only afterwards
    assert before == 20
    kept = sorted(path.name for path in tmp_path.glob("metrics/*/*/*.db"))
    old = children(web.process.pid)
    os.kill(old[0], signal.SIGTERM)
    until(
        lambda: len(new := children(web.process.pid)) == 2 and old[0] not in new,
        seconds=PATIENCE,
        what=lambda: web.last_words,
    )
    ask(20)
    assert answers() == 41
    assert sorted(path.name for path in tmp_path.glob("metrics/*/*/*.db")) == kept


@pytest.mark.skipif(not server_binary(), reason="no broker on this machine")
def test_a_worker_tells_of_its_tasks_on_a_port_of_its_own_and_by_the_web_beside_it(run, tmp_path):
    broker, door, port = free_port(), free_port(), free_port()
    address = f"redis://127.0.0.1:{broker}/0"
    run("broker", [server_binary(), "--port", str(broker), "--save", "", "--bind", "127.0.0.1"])
    until(lambda: listens(broker), seconds=PATIENCE, what=lambda: "no broker")
    worker = run(
        "worker",
        python("-m", "celery", "--quiet", "--app", "zhongshan_crane", "worker", "--concurrency", "2", "--queues", "default"),
        REDIS_URL=address,
        WORKER_METRICS_LISTEN=f"127.0.0.1:{door}",
    )  # fmt: skip
    web = run(
        "web",
        python("-m", "gunicorn", "--config", "python:zhongshan_crane.serving", "zhongshan_crane.wsgi"),
        PORT=str(port),
    )
    for listening, program in ((door, worker), (port, web)):
        until(lambda at=listening: listens(at), seconds=PATIENCE, what=lambda one=program: one.last_words)
    with app.connection(address) as connection:
        for _ in range(6):  # there are no tables: each fails, and is timed
            app.send_task("audit.tasks.seal", connection=connection, queue="default")

    def tasks(at: int) -> tuple[float, float]:
        found = counted(at)
        return (
            found.get(("crane_task_seconds_count", "audit.tasks.seal"), 0),
            found.get(("crane_task_failures_total", "audit.tasks.seal"), 0),
        )

    until(lambda: tasks(door) == (6, 6), seconds=PATIENCE, what=lambda: worker.last_words)
    assert tasks(port) == (6, 6)
    stranger = httpx.get(f"http://127.0.0.1:{door}/metrics", timeout=30, trust_env=False)
    assert (stranger.status_code, stranger.text) == (403, "forbidden\n")
