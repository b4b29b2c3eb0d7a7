"""One page over several tables: each gives its own next rows by its index, and the newest of them make the page."""

from __future__ import annotations

import base64
import datetime as dt
import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from zhongshan_crane.trail.asking import Asked
from zhongshan_crane.trail.readers import READERS

SIZE = 30
_RANKS = {code: rank for rank, code in enumerate(READERS)}


@dataclass(frozen=True)
class Place:
    """Where a page ends: the moment, the table and the row."""

    at: dt.datetime
    rank: int
    pk: int

    @property
    def token(self) -> str:
        """The place in an address."""
        return base64.urlsafe_b64encode(
            json.dumps([self.at.isoformat(), self.rank, self.pk]).encode()
        ).decode()


@dataclass(frozen=True)
class TrailPage:
    """Rows with their tables' codes, newest first; `previous` and `next` are places, empty where nothing follows."""

    rows: list[tuple[str, Any]]
    previous: str
    next: str


def page(asked: Asked, after: str = "", before: str = "", *, size: int = SIZE) -> TrailPage:
    """The page after a place, or the one before it. One query for each table.

    A place that cannot be read, or beyond which nothing is left, means the first page.
    """
    place, newer = _read(after), False
    if place is None:
        place = _read(before)
        newer = place is not None
    found = [
        [(code, row) for row in _beyond(reader.rows(asked), place, _RANKS[code], newer=newer)[: size + 1]]
        for code, reader in READERS.items()
    ]
    rows = list(heapq.merge(*found, key=_order, reverse=newer))[: size + 1]
    if place is not None and not rows:
        return page(asked, size=size)
    more, rows = len(rows) > size, rows[:size]
    if newer:
        rows.reverse()
    has_previous = more if newer else place is not None
    return TrailPage(
        rows,
        _place_of(*rows[0]).token if has_previous else "",
        _place_of(*rows[-1]).token if newer or more else "",
    )


def every(asked: Asked, *, size: int = 500) -> Iterator[list[tuple[str, Any]]]:
    """All rows, some hundred at a time."""
    after = ""
    while True:
        here = page(asked, after, size=size)
        if here.rows:
            yield here.rows
        if not here.next:
            return
        after = here.next


def count(asked: Asked, *, most: int) -> int:
    """How many rows there are, at most one more than `most` of each table."""
    return sum(reader.rows(asked).order_by().values("pk")[: most + 1].count() for reader in READERS.values())


def _order(item: tuple[str, Any]) -> tuple[float, int, int]:
    code, row = item
    return (-row.at.timestamp(), _RANKS[code], -row.pk)


def _place_of(code: str, row: Any) -> Place:
    return Place(row.at, _RANKS[code], row.pk)


def _beyond(rows: QuerySet[Any], place: Place | None, rank: int, *, newer: bool) -> QuerySet[Any]:
    """One table's rows after the place, newest first; `newer`: those before it, oldest first."""
    rows = rows.order_by("at", "id") if newer else rows.order_by("-at", "-id")
    if place is None:
        return rows
    op = "gt" if newer else "lt"
    ahead, within = {f"at__{op}": place.at}, {f"at__{op}e": place.at}
    if rank == place.rank:
        return rows.filter(Q(**within) & (Q(**ahead) | Q(**{f"pk__{op}": place.pk})))
    return rows.filter(**(within if (rank > place.rank) != newer else ahead))


def _read(token: str) -> Place | None:
    if not token:
        return None
    try:
        at, rank, pk = json.loads(base64.urlsafe_b64decode(token.encode()))
        moment = dt.datetime.fromisoformat(at)
        if (
            type(rank) is int
            and type(pk) is int
            and abs(pk) < 2**63
            and moment.tzinfo
            and 1970 <= moment.year <= 2200
        ):
            return Place(moment, rank, pk)
    except (ValueError, TypeError, RecursionError):
        pass
    return None
