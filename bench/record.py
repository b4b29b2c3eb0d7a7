"""What the record costs: writing an entry, sealing and verifying rows, one page of 操作记录."""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Iterator

from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.actors import SYSTEM
from audit.models import AccountEvent
from audit.sealing import seal_due
from audit.services import record_account_step
from audit.verifying import Verifier
from bench.measuring import measure
from ground.glossary import AccountStep
from ground.request_context import request_context
from zhongshan_crane.trail.asking import asked
from zhongshan_crane.trail.lines import lines
from zhongshan_crane.trail.paging import page


def report() -> Iterator[str]:
    """The figures, line by line; RECORD_ROWS entries (default 50000)."""
    many = int(os.environ.get("RECORD_ROWS", "50000"))
    person = User.objects.create_user("bench-auditor", role=Role.ADMINISTRATOR)
    yield f"操作记录({connection.vendor}，{many} 行)"
    with request_context(request_id="bench-000001", address="192.0.2.1"):
        yield f"  write one entry: {_written(person)}"
    for first in range(0, many, 5000):
        AccountEvent.objects.bulk_create(_event(person, number) for number in range(first, first + 5000))
    began = time.perf_counter()
    sealed = seal_due(seconds=3600)
    yield f"  seal: {sealed / (time.perf_counter() - began):.0f} rows/s"
    walk, began = Verifier(), time.perf_counter()
    findings = sum(1 for _ in walk.run())
    yield f"  verify: {walk.links / (time.perf_counter() - began):.0f} rows/s, {findings} findings"
    yield f"  verify, most memory beyond the start: {_memory() / 1024 / 1024:.1f} MB"
    yield f"  one look of the sealer with nothing to do: {_idle():.1f} ms"
    yield from _pages()


def _written(person: User) -> str:
    cost = measure(
        {
            "write": lambda: record_account_step(
                step=AccountStep.EXPORTED,
                actor=person.actor,
                account_id=person.pk,
                detail={"list": "x", "rows": 1},
            )
        },
        runs=200,
    )["write"]
    return f"{cost.median:.2f} ms"


def _event(person: User, number: int) -> AccountEvent:
    return AccountEvent(
        at=timezone.now(),
        step=AccountStep.EXPORTED,
        account_id=person.pk,
        detail={"list": f"列表{number % 7}", "rows": number},
        actor_kind=SYSTEM.kind,
        request_id=f"bench-{number:08}",
    )


def _memory() -> int:
    tracemalloc.start()
    for _ in Verifier().run():
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def _idle() -> float:
    seal_due()
    began = time.perf_counter()
    seal_due()
    return (time.perf_counter() - began) * 1000


def _pages() -> Iterator[str]:
    from django.http import QueryDict

    searches = {
        "all": QueryDict(),
        "one request": QueryDict("request=bench-00000077"),
        "one verb, a day": QueryDict("verb=event:exported&since=2026-01-01"),
    }
    works = {
        name: (lambda params=params: lines(page(asked(params)).rows)) for name, params in searches.items()
    }
    for name, cost in measure(works, runs=15).items():
        yield f"  page, {name}: {cost.median:.1f} ms, {cost.queries} queries"
