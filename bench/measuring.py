"""Medians of interleaved runs, so that a busy machine slows every candidate alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

Work = Callable[[], object]


@dataclass(frozen=True)
class Cost:
    """Median and 95th percentile in milliseconds, and the queries of one run."""

    median: float
    p95: float
    queries: int


def measure(works: dict[str, Work], *, runs: int = 25) -> dict[str, Cost]:
    """The cost of each work; every round runs each of them once, after one round that does not count."""
    times: dict[str, list[float]] = {name: [] for name in works}
    queries = {name: _queries(work) for name, work in works.items()}
    for _round in range(runs):
        for name, work in works.items():
            begun = time.perf_counter()
            work()
            times[name].append((time.perf_counter() - begun) * 1000)
    return {name: _cost(found, queries[name]) for name, found in times.items()}


def measure_side_by_side(
    works: dict[int, dict[str, Work]], using: Callable[[int], AbstractContextManager[None]], *, runs: int = 15
) -> dict[int, dict[str, Cost]]:
    """The cost of each work at each size: every round runs each work at all sizes, one right after the other."""
    times: dict[int, dict[str, list[float]]] = {
        size: {name: [] for name in named} for size, named in works.items()
    }
    queries: dict[int, dict[str, int]] = {size: {} for size in works}
    for size, named in works.items():
        with using(size):
            queries[size] = {name: _queries(work) for name, work in named.items()}
    for _round in range(runs):
        for name in next(iter(works.values())):
            for size in works:
                with using(size):
                    begun = time.perf_counter()
                    works[size][name]()
                    times[size][name].append((time.perf_counter() - begun) * 1000)
    return {
        size: {name: _cost(found, queries[size][name]) for name, found in named.items()}
        for size, named in times.items()
    }


def _queries(work: Work) -> int:
    """Of the second time: the first one fills what is kept."""
    work()
    with CaptureQueriesContext(connection) as caught:
        work()
    return len(caught)


def _cost(times: list[float], queries: int) -> Cost:
    return Cost(statistics.median(times), statistics.quantiles(times, n=20)[-1], queries)


def taken_back(work: Work) -> Work:
    """The same work, whose writes do not last."""

    def run() -> None:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)

    return run
