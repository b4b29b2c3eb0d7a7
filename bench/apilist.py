"""The interface's list of 100 by cursor beside the framework's numbered pages: `python -m bench apilist`.

Both read the same table and show the same fields behind the same check of the key. What differs is how a page is found:
a numbered one counts all rows and steps over those before it, a cursor enters the index at its place. Ours goes through
every middleware, the limit and the record; the numbered page is its view alone, which favours it.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.roles import Role
from api.authentication import KeyAuthentication
from api.keys import make_key
from api.scopes import Scope
from bench.measuring import Cost, Work, measure
from bench.register import grow, make_people
from devices.models import Device
from ground.keyset import place_of
from renewals.api.machine_showing import REGISTER_COLUMNS, shown_register

SIZE, FEW = 100, 1000
MANY = int(os.environ.get("BENCH_ROWS", "20000"))
LIST = "/api/v1/devices/"


class Numbered(PageNumberPagination):
    """The framework's own, as its documentation shows it."""

    page_size = SIZE


class NumberedDevices(APIView):
    """The same machines in numbered pages."""

    authentication_classes = [KeyAuthentication]
    permission_classes: list[Any] = []
    throttle_classes: list[Any] = []

    def get(self, request: Request) -> Response:
        """One page."""
        rows = Device.objects.visible_to(request.user).registered().order_by("-created_at", "-id")
        pages = Numbered()
        found = pages.paginate_queryset(rows.only(*REGISTER_COLUMNS), request, view=self)
        return pages.get_paginated_response(shown_register(found or []))


def report() -> Iterator[str]:
    """The lines of the table: milliseconds and queries at both sizes, first page and last, and the ratios."""
    logging.disable(logging.CRITICAL)
    settings.API_PER_MINUTE = 10**9
    clerk, _reviewer = make_people()
    yield f"a list of {SIZE} of one firm with {FEW:,} and with {MANY:,} machines"
    costs: dict[int, dict[str, Cost]] = {}
    for size in (FEW, MANY):
        begun = time.perf_counter()
        grow(clerk, upto=size)
        with connection.cursor() as cursor:  # what a live database does by itself
            cursor.execute("ANALYZE")
        costs[size] = measure(_works(clerk), runs=15)
        yield f"  {size:,} machines made and measured in {time.perf_counter() - begun:.0f} s"
    yield " " * 26 + f"{FEW:>9,} {MANY:>9,} ms   growth   queries"
    for name, few in costs[FEW].items():
        many = costs[MANY][name]
        figures = f"{few.median:9.1f} {many.median:9.1f} {many.median / few.median:11.2f}"
        yield f"  {name:24}{figures}   {few.queries:3d} → {many.queries}"
    for page in ("first", "last"):
        ratio = costs[MANY][f"cursor, {page} page"].median / costs[MANY][f"numbered, {page} page"].median
        yield f"  cursor to numbered, {page} page at {MANY:,}: {ratio:.2f}"


def _works(clerk: User) -> dict[str, Work]:
    manager = User.objects.filter(username="bench-manager").first() or User.objects.create_user(
        "bench-manager", role=Role.ENTERPRISE_MANAGER, enterprise=clerk.enterprise, must_consent=False
    )
    key = make_key(user=manager, name="测速", scopes=[Scope.DEVICES_READ], days=1)[1]
    named = {"Authorization": f"Bearer {key}"}
    client, plain = Client(headers=named), RequestFactory(headers=named)
    numbered = NumberedDevices.as_view()
    rows = Device.objects.filter(enterprise=clerk.enterprise).order_by("created_at", "id")
    near_end = place_of(rows[SIZE], "created_at")
    last = rows.count() // SIZE

    def ours(**asked: Any) -> Work:
        return lambda: _good(client.get(LIST, {"limit": SIZE, **asked}))

    def theirs(page: int) -> Work:
        return lambda: _good(numbered(plain.get("/", {"page": page})).render())

    return {
        "cursor, first page": ours(),
        "cursor, last page": ours(cursor=near_end),
        "numbered, first page": theirs(1),
        "numbered, last page": theirs(last),
    }


def _good(answer: Any) -> None:
    if answer.status_code != 200:
        raise RuntimeError(answer.content.decode()[:300])
