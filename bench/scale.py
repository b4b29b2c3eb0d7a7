"""Pages at several sizes side by side: `python -m bench scale`. BENCH_SIZES names the sizes (machines and renewals).

A page is compared with an empty page of the same person plus the bare SQL of its rows, at the largest size, and
with itself at the smallest size.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from bench import memory
from bench.measuring import Cost, measure_side_by_side
from bench.registers import let_go, prepare, using
from bench.scale_works import GROUPS, works_of

ON_POSTGRES, ON_SQLITE = "1000,10000,100000,1000000", "1000,10000,100000"
RUNS = 15
AGAINST_BARE, GROWTH, GROWTH_OF_SEARCH, DEEP = 3.0, 1.5, 2.0, 1.3


def report() -> Iterator[str]:
    """The lines of the table."""
    logging.disable(logging.CRITICAL)
    settings.API_PER_MINUTE = 10**9
    settings.MENU_COUNTS_SECONDS = (
        3600  # as for somebody at work: a round takes longer than the usual seconds
    )
    sizes = sizes_asked()
    for size in sizes:
        prepare(size)
    try:
        works = {}
        for size in sizes:
            with using(size):
                works[size] = works_of()
        yield from _table(measure_side_by_side(works, using, runs=RUNS), sizes)
        yield from memory.lines(works, using, [name for _, _, pages in GROUPS.values() for name in pages])
    finally:
        let_go(sizes)


def sizes_asked() -> list[int]:
    """The sizes to measure, the smallest first: BENCH_SIZES, else what the database is usually measured at."""
    usual = ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRES
    return sorted(int(size) for size in os.environ.get("BENCH_SIZES", usual).split(","))


def _table(costs: dict[int, dict[str, Cost]], sizes: list[int]) -> Iterator[str]:
    yield f"database {connection.vendor}; machines and renewals: {', '.join(map(str, sizes))}; {RUNS} interleaved rounds"
    heads = "".join(f"{size:>10}" for size in sizes)
    yield f"{'median ms at':30}{heads}   p95 at most  queries   × (empty + SQL)   growth"
    first, last = sizes[0], sizes[-1]
    missed = []
    for group, (empty, raw, pages) in GROUPS.items():
        yield f"{group}"
        for name in (empty, raw, *pages):
            yield _line(name, costs, sizes, empty, raw)
            missed += _missed(name, costs, first, last, empty, raw) if name in pages else []
        if f"{pages[0]}, deep" in pages:
            deep = costs[last][f"{pages[0]}, deep"].median / costs[last][pages[0]].median
            yield f"  deep page against page 1 at {last}: {deep:.2f} ×"
            missed += [f"{group}: deep page {deep:.2f} × (at most {DEEP})"] if deep > DEEP else []
    yield "goals: " + ("all met" if not missed else "MISSED by " + "; ".join(missed))


def _line(name: str, costs: dict[int, dict[str, Cost]], sizes: list[int], empty: str, raw: str) -> str:
    last = costs[sizes[-1]]
    medians = "".join(f"{costs[size][name].median:10.2f}" for size in sizes)
    queries = f"{costs[sizes[0]][name].queries} → {last[name].queries}"
    figures = f"{last[name].p95:13.2f}  {queries:>7}"
    if name in {empty, raw}:
        return f"  {name:28}{medians}{figures}"
    bare = last[name].median / (last[empty].median + last[raw].median)
    return f"  {name:28}{medians}{figures}{bare:16.2f}{_growth(name, costs, sizes):11.2f}"


def _growth(name: str, costs: dict[int, dict[str, Cost]], sizes: list[int]) -> float:
    return costs[sizes[-1]][name].median / costs[sizes[0]][name].median


def _missed(
    name: str, costs: dict[int, dict[str, Cost]], first: int, last: int, empty: str, raw: str
) -> list[str]:
    bare = costs[last][name].median / (costs[last][empty].median + costs[last][raw].median)
    growth, most = _growth(name, costs, [first, last]), GROWTH_OF_SEARCH if "search" in name else GROWTH
    if name.endswith("nothing kept"):
        return []  # told, and seen once in some seconds
    # A hundred machines as JSON have no empty page to be held against.
    judged = bare > AGAINST_BARE and not name.startswith("interface")
    found = [f"{name} {bare:.2f} × (at most {AGAINST_BARE})"] if judged else []
    return found + ([f"{name} grows {growth:.2f} × (at most {most})"] if growth > most else [])
