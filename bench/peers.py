"""Ours beside what one would take instead, over the same tables: `python -m bench peers`.

Django's stock admin and the REST framework's numbered pages (`bench.stock`) run in a process of their own; rounds alternate,
so that a busy machine slows both alike. BENCH_SIZES names the sizes; the largest one counts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from bench.measuring import Work, measure
from bench.neighbours import speaking
from bench.registers import let_go, prepare, using
from bench.scale import sizes_asked
from bench.scale_works import works_of

RUNS = 5
# Ours → the goal: so many times faster than the stock page of that name.
GOALS = {
    "queue": 10,
    "machines": 30,
    "machines, searched": 15,
    "machines, deep": 50,
    "interface": 30,
    "interface, deep": 30,
}


def report() -> Iterator[str]:
    """The lines of the table: milliseconds and queries of both, and how many times faster ours is."""
    logging.disable(logging.CRITICAL)
    settings.API_PER_MINUTE = 10**9
    settings.MENU_COUNTS_SECONDS = (
        3600  # as for somebody at work: a round takes longer than the usual seconds
    )
    size = sizes_asked()[-1]
    prepare(size)
    try:
        with using(size), _stock() as stock:
            ours = {name: work for name, work in works_of().items() if name in GOALS}
            works = {f"ours, {name}": ours[name] for name in GOALS}
            works |= {f"stock, {name}": stock(name) for name in GOALS}
            costs = measure(works, runs=RUNS)
        yield f"database {connection.vendor}, {size:,} machines and renewals, {RUNS} interleaved rounds"
        yield f"{'median ms':26}{'ours':>10}{'stock':>12}   times faster   goal"
        missed = []
        for name, goal in GOALS.items():
            mine, theirs = costs[f"ours, {name}"].median, costs[f"stock, {name}"].median
            yield f"  {name:24}{mine:10.1f}{theirs:12.1f}{theirs / mine:15.1f}{goal:7}"
            missed += [name] if theirs / mine < goal else []
        yield "goals: " + ("all met" if not missed else "MISSED by " + "; ".join(missed))
    finally:
        let_go([size])


@contextmanager
def _stock() -> Iterator[Callable[[str], Work]]:
    """What shows a page of the stock project by its name."""
    with speaking("bench.stock") as say:
        yield lambda name: lambda: say(name)
