"""The most memory that one run of a work takes, traced in a run of its own, because tracing slows it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from bench.measuring import Work

GROWTH, MEGA = 1.5, 1024 * 1024


def peak(work: Work) -> float:
    """In megabytes, beyond what is there before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / MEGA
    finally:
        tracemalloc.stop()


def lines(
    works: dict[int, dict[str, Work]], using: Callable[[int], AbstractContextManager[None]], names: list[str]
) -> Iterator[str]:
    """A table of these works at the smallest and the largest size."""
    first, last = min(works), max(works)
    peaks: dict[int, dict[str, float]] = {}
    for size in (first, last):
        with using(size):
            peaks[size] = {name: peak(works[size][name]) for name in names}
    yield f"{'peak MB of one page at':30}{first:>10}{last:>10}   growth"
    for name in names:
        few, many = peaks[first][name], peaks[last][name]
        yield f"  {name:28}{few:10.2f}{many:10.2f}{many / few:9.2f}"
    grown = [name for name in names if peaks[last][name] > GROWTH * peaks[first][name]]
    yield f"grow more than {GROWTH} ×: {', '.join(grown) or 'none'}"
