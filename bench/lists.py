"""The lists of one firm at 50 and at 5,000 machines, every order and the workbook: `python -m bench lists`."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bench.measuring import Cost, Work, measure
from bench.register import grow, make_people

FEW, MANY = 50, 5000


def report() -> Iterator[str]:
    """The lines of the table: milliseconds at both sizes, their ratio, and the queries of each."""
    logging.disable(logging.CRITICAL)
    clerk, _reviewer = make_people()
    yield f"database {connection.vendor}, one firm with {FEW} and with {MANY} machines"
    costs: dict[int, dict[str, Cost]] = {}
    for size in (FEW, MANY):
        grow(clerk, upto=size)
        costs[size] = measure(_works(clerk), runs=15)
    yield " " * 34 + f"{FEW:>8} ms {MANY:>8} ms    ratio   queries"
    for name, few in costs[FEW].items():
        many = costs[MANY][name]
        figures = f"{few.median:11.2f} {many.median:11.2f} {many.median / few.median:8.2f}"
        yield f"  {name:32}{figures} {few.queries:5d} → {many.queries}"


def _works(clerk: User) -> dict[str, Work]:
    client = Client()
    client.force_login(clerk)
    register, entries = reverse("renewals:registered"), reverse("renewals:entries")

    def page(address: str, **asked: str) -> Work:
        return lambda: client.get(address, asked)

    def workbook() -> None:
        for _part in client.post(reverse("renewals:registered_export")).streaming_content:
            pass

    return {
        "empty page": page(reverse("accounts:password_change")),
        "register": page(register),
        "register by number": page(register, order="number_in_force"),
        "register by serial, downwards": page(register, order="-factory_number"),
        "register, searched": page(register, q="T00000"),
        "register, narrowed": page(register, progress="pending", category="tower_crane"),
        "entries": page(entries),
        "entries by model": page(entries, order="model"),
        "任务历史": page(reverse("renewals:history")),
        "批量换证": page(reverse("renewals:batches")),
        "workbook of the register": workbook,
    }
