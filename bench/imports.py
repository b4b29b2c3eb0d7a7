"""The register of machines as a workbook, ours (台账导入) beside django-import-export: `python -m bench imports`.

Ours is what the workers do: the file read, tried, taken over; the other one (`bench.stock_imports`) runs in a process of its own and
does a dry run and the import. Both fill the same table. Rounds alternate, each with a file of new machines; the other one, which takes
minutes, has its one round in the middle of ours. IMPORT_ROWS (10000) is the larger size.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.models import Enterprise, User
from accounts.roles import Role
from bench.neighbours import speaking
from devices.import_words import ImportKind, RowOutcome
from devices.imports.jobs import work_through
from devices.imports.receiving import receive
from devices.imports.steps import ask_check, ask_take
from devices.imports.work import WORK
from devices.models import RegisterImport
from tests.imports.files import code_of, machine, xlsx

SMALL, LARGE = 1000, int(os.environ.get("IMPORT_ROWS", "10000"))
RUNS, FIRM_HAS = 3, 50
FASTER, STRETCH, GROWTH = 10, 30, 12
STEPS = ("read", "check", "take")


def report() -> Iterator[str]:
    """The lines of the table: seconds of each step of ours, of the whole, and of the other one."""
    logging.disable(logging.CRITICAL)
    keeper = User.objects.create_user("bench-keeper", role=Role.ADMINISTRATOR, duty_system=True)
    firms = [Enterprise(name=_firm(n), uscc=code_of(n), town="442000001") for n in range(LARGE // FIRM_HAS)]
    Enterprise.objects.bulk_create(firms)
    ours: dict[int, list[dict[str, float]]] = {SMALL: [], LARGE: []}
    stock = 0.0
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        ask = stack.enter_context(speaking("bench.stock_imports"))
        files = _files(Path(folder))
        for number in range(RUNS):
            for size in (SMALL, LARGE):
                ours[size].append(_ours(keeper, files(size), size))
            if number == RUNS // 2:
                stock = _stock(ask, files(LARGE))
    yield from _table(ours, stock)


def _files(folder: Path) -> Callable[[int], Path]:
    """What writes a workbook of so many machines that no other file has."""
    used = 0

    def make(size: int) -> Path:
        nonlocal used
        numbers = range(used, used := used + size)
        path = folder / f"{used}.xlsx"
        path.write_bytes(xlsx([_row(number, place) for place, number in enumerate(numbers)]))
        return path

    return make


def _row(number: int, place: int) -> dict[str, str]:
    """A machine as registers have them: many owners and days, some dozens of makers and models."""
    firm, made = place // FIRM_HAS, dt.date(2008, 1, 1) + dt.timedelta(days=number * 37 % 5000)
    return machine(
        number,
        产权单位=_firm(firm),
        统一社会信用代码=code_of(firm),
        生产厂家=f"广东测速{number % 70}机械有限公司",
        规格型号=f"QTZ{63 + number % 40}(TC{5010 + number % 90})",
        出厂日期=made.isoformat(),
        联系电话=f"139{firm:08d}",
        **{"额定起重力矩(t·m)": str(63 + number % 40)},
    )


def _firm(number: int) -> str:
    return f"测速台账{number}有限公司"


def _ours(keeper: User, path: Path, size: int) -> dict[str, float]:
    """Seconds of each step; what a person does in between is not counted."""
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    run = receive(user=keeper, kind=ImportKind.MACHINES, upload=upload)
    seconds = {"read": _worked()}
    run = RegisterImport.objects.get(pk=run.pk)
    ask_check(run_id=run.pk, revision=run.revision, user=keeper, mapping=run.fields_by_place())
    seconds["check"] = _worked()
    run = RegisterImport.objects.get(pk=run.pk)
    ask_take(run_id=run.pk, revision=run.revision, user=keeper)
    seconds["take"] = _worked()
    assert run.rows.filter(outcome=RowOutcome.ADDED).count() == size  # noqa: S101 - a refusal is fast
    return seconds


def _worked() -> float:
    begun = time.perf_counter()
    done = work_through(WORK)
    assert done == 1  # noqa: S101 - there was something to do
    return time.perf_counter() - begun


def _stock(ask: Callable[[str], str], path: Path) -> float:
    begun = time.perf_counter()
    taken = ask(str(path))
    assert int(taken) == LARGE, taken  # noqa: S101 - a refusal is fast
    return time.perf_counter() - begun


def _table(ours: dict[int, list[dict[str, float]]], stock: float) -> Iterator[str]:
    yield f"database {connection.vendor}; {RUNS} rounds, in their middle one of django-import-export"
    heads = "".join(f"{name:>10}" for name in (*STEPS, "whole", "longest"))
    yield f"{'median s':26}{heads}   ms per row"
    whole = {}
    for size, rounds in ours.items():
        every = [sum(seconds.values()) for seconds in rounds]
        whole[size] = statistics.median(every)
        steps = "".join(f"{statistics.median(s[name] for s in rounds):10.2f}" for name in STEPS)
        per_row = 1000 * whole[size] / size
        yield f"  {f'ours, {size} rows':24}{steps}{whole[size]:10.2f}{max(every):10.2f}{per_row:13.2f}"
    name, per_row = f"import-export, {LARGE} rows", 1000 * stock / LARGE
    yield f"  {name:24}{'':{10 * len(STEPS)}}{stock:10.2f}{stock:10.2f}{per_row:13.2f}"
    faster, growth = stock / whole[LARGE], whole[LARGE] / whole[SMALL]
    yield f"  {faster:.1f} × faster; {LARGE} rows against {SMALL}: {growth:.1f} ×"
    missed = [f"{faster:.1f} × faster (at least {FASTER})"] if faster < FASTER else []
    missed += [f"growth {growth:.1f} × (at most {GROWTH})"] if growth > GROWTH else []
    yield "goals: " + (f"MISSED by {'; '.join(missed)}" if missed else "all met") + f"; hoped for {STRETCH} ×"
