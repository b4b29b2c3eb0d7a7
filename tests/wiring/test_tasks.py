"""The request's id travels with a task, and a broker that is away holds nobody up."""

from __future__ import annotations

import time

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connection
from kombu.exceptions import OperationalError

from ground.request_context import current_request_id, request_context
from provincial_sync.tasks import poll_due
from zhongshan_crane.celery import app


@pytest.fixture
def noting_task():
    seen: list[str] = []

    @app.task(name="tests.note_request_id")
    def note() -> None:
        seen.append(current_request_id())

    yield note, seen
    app.tasks.unregister("tests.note_request_id")


def test_a_task_works_under_the_id_of_the_request_that_started_it(noting_task):
    note, seen = noting_task
    with request_context(request_id="gateway-0003"):
        note.delay()
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=10):
        _wait_for(seen)
    assert seen == ["gateway-0003"]
    assert current_request_id() == ""


def test_a_task_of_the_timetable_works_under_its_own_id(noting_task):
    note, seen = noting_task
    result = note.apply()
    assert seen == [result.id]


def _wait_for(seen: list[str]) -> None:
    """Wait until the task has run, a minute at most."""
    deadline = time.monotonic() + 60
    while not seen and time.monotonic() < deadline:
        time.sleep(0.05)


def test_publishing_to_a_broker_that_is_away_fails_at_once(noting_task):
    note, _ = noting_task
    started = time.monotonic()
    with app.connection("redis://127.0.0.1:1/0") as connection, pytest.raises(OperationalError):
        note.apply_async(connection=connection)
    assert time.monotonic() - started < 20, "it must not wait for the broker to come back"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_task_outlives_a_connection_that_the_database_has_closed() -> None:
    connection.ensure_connection()
    beside = connection.copy()
    with beside.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    beside.close()
    for _ in range(2):
        poll_due.apply(throw=True)
    assert connection.is_usable()
