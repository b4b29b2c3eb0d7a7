"""导出 of a list at several sizes, each run in a process of its own (`bench.exporting`): `python -m bench exports`.

Told are seconds, milliseconds for each row and the most memory; the largest size is what one export may hold.
"""

from __future__ import annotations

import logging
import statistics
from collections.abc import Iterator

from django.db import connection

from accounts.models import Enterprise, User
from accounts.roles import Role
from bench.neighbours import speaking
from bench.register import grow
from devices.models import Device
from ground.workbooks import MOST_ROWS
from tests.imports.files import code_of

SIZES = (1000, 10_000, MOST_ROWS)
RUNS, MEGA = 3, 1024 * 1024
MOST_MEMORY, MOST_PER_ROW = 1.2, 1.2  # times what the smallest takes


def report() -> Iterator[str]:
    """The lines of the table, and what grows with the rows."""
    logging.disable(logging.CRITICAL)
    clerks = {size: _clerk(size) for size in SIZES}
    runs: dict[int, list[list[float]]] = {size: [] for size in SIZES}
    for _round in range(RUNS):
        for size, clerk in clerks.items():
            with speaking("bench.exporting") as say:
                runs[size].append([float(word) for word in say(clerk.username).split()])
    yield f"database {connection.vendor}; the register of one firm; {RUNS} interleaved rounds, a process for each size"
    yield f"{'rows':>8}{'median s':>12}{'longest':>10}{'ms per row':>13}{'MB before':>12}{'peak MB':>10}"
    per_row, memory = {}, {}
    for size, found in runs.items():
        _bytes, seconds, before, after = map(statistics.median, zip(*found, strict=True))
        longest = max(run[1] for run in found)
        per_row[size], memory[size] = 1000 * seconds / size, after / MEGA
        times = f"{seconds:12.2f}{longest:10.2f}{per_row[size]:13.3f}"
        yield f"{size:8}{times}{before / MEGA:12.1f}{memory[size]:10.1f}"
    slower, more = (figures[SIZES[-1]] / figures[SIZES[0]] for figures in (per_row, memory))
    yield f"  {SIZES[0]} → {SIZES[-1]} rows: {slower:.2f} × per row, {more:.2f} × memory; more are refused"
    missed = [f"{slower:.2f} × per row"] if slower > MOST_PER_ROW else []
    missed += [f"{more:.2f} × memory"] if more > MOST_MEMORY else []
    goal = f"at most {MOST_PER_ROW} × per row and {MOST_MEMORY} × memory"
    yield f"  goal: {goal}: " + (f"MISSED by {', '.join(missed)}" if missed else "met")


def _clerk(machines: int) -> User:
    """Somebody of a firm with so many machines."""
    firm = Enterprise.objects.create(name=f"测速{machines}企业", uscc=code_of(machines), town="442000001")
    facts = {"role": Role.ENTERPRISE_STAFF, "enterprise": firm, "must_consent": False}
    clerk = User.objects.create_user(f"bench-{machines}", **facts)
    grow(clerk, upto=Device.objects.count() + machines)
    return clerk
