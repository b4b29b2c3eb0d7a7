"""A task with one query beside a task that does nothing, through a real worker: `python -m bench tasks`.

The worker has the product's settings and one process. The queue is filled while a first task waits, so that what is measured is
the worker alone; it tells when it begins and when it has done them all.
"""

from __future__ import annotations

import logging
import statistics
from collections.abc import Iterator
from uuid import uuid4

from celery import Task
from django.conf import settings
from django.db import connection
from redis import Redis

from bench.neighbours import running_worker
from bench.sample_tasks import PATIENCE, QUEUE, begin, nothing, one_query, tell

MANY, RUNS, LEAST = 500, 9, 0.7
TASKS = {"no-op": nothing, "one query": one_query}


def report() -> Iterator[str]:
    """The lines of the table: tasks a second of both."""
    logging.disable(logging.CRITICAL)
    rates: dict[str, list[float]] = {name: [] for name in TASKS}
    with running_worker("bench.sample_tasks", QUEUE):
        for number in range(RUNS + 1):
            for name, task in TASKS.items():
                rate = MANY / _seconds(task)
                rates[name] += [rate] if number else []  # the first round opens connections
    yield f"database {connection.vendor}; {RUNS} interleaved rounds of {MANY} tasks, one process"
    yield f"{'tasks a second':16}{'median':>10}{'slowest':>10}"
    for name, found in rates.items():
        yield f"  {name:14}{statistics.median(found):10.1f}{min(found):10.1f}"
    share = statistics.median(rates["one query"]) / statistics.median(rates["no-op"])
    yield f"  share {share:.2f}; goal: at least {LEAST}: {'met' if share >= LEAST else 'MISSED'}"


def _seconds(task: Task) -> float:
    """From the first of MANY to the last, by the worker's clock."""
    mark, redis = f"bench:{uuid4()}", Redis.from_url(settings.REDIS_URL)
    begin.delay(mark)
    for _number in range(MANY):
        task.delay()
    tell.delay(mark)
    redis.rpush(f"{mark}:filled", "yes")
    return -_moment(redis, mark) + _moment(redis, mark)


def _moment(redis: Redis, mark: str) -> float:
    told = redis.blpop([mark], PATIENCE)
    if told is None:
        raise RuntimeError("the worker does not answer")
    return float(told[1])
