"""What is measured: list pages of both sides, searches, deep pages, and the bare steps of a renewal."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bench.measuring import Cost, Work, measure
from bench.register import grow, make_people
from renewals.models import RenewalApplication
from renewals.services.claiming import claim, release_claim

RAW = """SELECT * FROM devices_device WHERE enterprise_id = %s AND deleted_at IS NULL
         AND intake_status = 'approved' ORDER BY created_at DESC, id DESC LIMIT 21"""


def report(*, small: int, large: int) -> Iterator[str]:
    """The lines of the table; ratios are medians of the same run."""
    logging.disable(logging.CRITICAL)
    clerk, reviewer = make_people()
    yield f"database {connection.vendor}, {small} and {large} machines"
    costs = {}
    for size in (small, large):
        grow(clerk, upto=size)
        costs[size] = measure(_works(clerk, reviewer))
        yield f"\n{size} machines" + " " * 14 + "median ms   p95 ms   queries   × (empty page + raw SQL)"
        yield from _table(costs[size])
    yield f"\ngrowth {small} → {large} (medians of two runs)"
    for name in costs[small]:
        yield f"  {name:32}{costs[large][name].median / costs[small][name].median:8.2f} ×"


def _table(costs: dict[str, Cost]) -> Iterator[str]:
    floor = costs["empty page"].median + costs["raw SQL"].median
    for name, cost in costs.items():
        figures = f"{cost.median:10.2f}{cost.p95:9.2f}{cost.queries:10d}"
        yield f"  {name:26}{figures}{cost.median / floor:14.2f}"


def _works(clerk: User, reviewer: User) -> dict[str, Work]:
    portal, console = _client(clerk), _client(reviewer)
    register = reverse("renewals:registered")
    pending = RenewalApplication.objects.awaiting_review().earliest("submitted_at")

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute(RAW, [clerk.enterprise_id])
            cursor.fetchall()

    def one_step() -> None:
        claim(renewal_id=pending.pk, reviewer=reviewer)
        release_claim(renewal_id=pending.pk, reviewer=reviewer)

    return {
        "empty page": lambda: portal.get(reverse("accounts:password_change")),
        "raw SQL": raw,
        "register": lambda: portal.get(register),
        "register, searched": lambda: portal.get(register, {"q": "T0000500"}),
        "register, filtered": lambda: portal.get(register, {"progress": "pending"}),
        "renewal entries": lambda: portal.get(reverse("renewals:entries")),
        "review queue": lambda: console.get(reverse("console:renewal_queue")),
        "claim and release": one_step,
    }


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
