"""Keyset pages: a list costs the same on its first page and on its ten-thousandth, in every order.

The place in a list is a row's value in the order's column and its id, written into the address as `after`
or `before`.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import QueryDict

from ground.kept_counts import kept_of

M = TypeVar("M", bound=models.Model)
Cursor = tuple[Any, int]

COUNT_CAP = 1000
PLACES = frozenset({"after", "before"})
YEARS = range(2, 9999)  # what every time zone can still hold


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page: its rows, the addresses of its neighbours, and how many rows there are in words."""

    rows: list[M]
    previous_url: str
    next_url: str
    count_text: str

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset_page(
    queryset: models.QuerySet[M],
    *,
    params: QueryDict,
    by: str = "created_at",
    size: int = 20,
    oldest_first: bool = False,
    count_text: str = "",
) -> Page[M]:
    """The page of `queryset` that `params` (`after`, `before`) ask for, ordered by (`by`, id).

    `by` is a column of the model with an index that ends in id; where it may be null, null is the greatest value.
    A cursor that cannot be read, or beyond which nothing is left, means the first page. `count_text` spares the count where it is known.
    """
    column = _column(queryset, by)
    after, before = _decode(params.get("after"), column), _decode(params.get("before"), column)
    backwards = before is not None and after is None
    descending = oldest_first == backwards
    rows = queryset.order_by(*ordering(queryset, by, descending=descending))
    cursor = before if backwards else after
    found = rows_beyond(rows, cursor, by=by, descending=descending, most=size + 1)
    if cursor is not None and not found:
        # The place lies beyond the end: its rows have gone meanwhile, or the list has been narrowed since.
        return keyset_page(
            queryset,
            params=_at_the_beginning(params),
            by=by,
            size=size,
            oldest_first=oldest_first,
            count_text=count_text,
        )
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_previous = more if backwards else after is not None
    has_next = (before is not None) if backwards else more
    return Page(
        rows=found,
        previous_url=_address(params, "before", found[0], by) if has_previous and found else "",
        next_url=_address(params, "after", found[-1], by) if has_next and found else "",
        count_text=count_text or count_in_words(queryset),
    )


def rows_beyond(
    rows: models.QuerySet[M], place: Cursor | None, *, by: str, descending: bool, most: int
) -> list[M]:
    """At most `most` of the ordered `rows` behind the place, from the beginning where it is None."""
    nullable = _column(rows, by).null
    found: list[M] = []
    for condition in _beyond(by, place, descending=descending, nullable=nullable) if place else [Q()]:
        if len(found) < most:
            found += rows.filter(condition)[: most - len(found)]
    return found


def place_of(row: models.Model, by: str) -> str:
    """A row's place in that order, as an address names it."""
    value = getattr(row, by)
    if isinstance(value, dt.date):  # a datetime is one, too
        value = value.isoformat()
    return base64.urlsafe_b64encode(json.dumps([value, row.pk]).encode()).decode()


def place_in(token: str, queryset: models.QuerySet[Any], by: str) -> Cursor | None:
    """The place that a token of `place_of` names; None where it is none of that order."""
    return _decode(token, _column(queryset, by))


def _at_the_beginning(params: QueryDict) -> QueryDict:
    left = params.copy()
    for place in PLACES:
        left.pop(place, None)
    return left


def ordering(queryset: models.QuerySet[Any], by: str, *, descending: bool) -> list[Any]:
    """The order of a list by that column, then id; both databases put nulls at the same end."""
    sign = "-" if descending else ""
    if not _column(queryset, by).null:
        return [f"{sign}{by}", f"{sign}id"]
    first = F(by).desc(nulls_first=True) if descending else F(by).asc(nulls_last=True)
    return [first, f"{sign}id"]


def _column(queryset: models.QuerySet[Any], by: str) -> Any:
    field = queryset.model._meta.get_field(by)
    return getattr(field, "output_field", field)


def _beyond(by: str, cursor: Cursor, *, descending: bool, nullable: bool) -> list[Q]:
    """What lies beyond the place, in the order of the list: one condition, or two where nulls stand at one end.

    They are asked one after the other, because with an OR between them no index is entered at the right place.
    """
    value, pk = cursor
    op = "lt" if descending else "gt"
    tied = Q(**{by: value, f"id__{op}": pk})
    if value is None:
        return [tied, Q(**{f"{by}__isnull": False})] if descending else [tied]
    # The redundant first bound lets both databases enter the index at the right place.
    inside = Q(**{f"{by}__{op}e": value}) & (Q(**{f"{by}__{op}": value}) | tied)
    return [inside, Q(**{f"{by}__isnull": True})] if nullable and not descending else [inside]


def count_in_words(queryset: models.QuerySet[Any]) -> str:
    """How many rows there are, counted no further than COUNT_CAP; that there are more is known for some seconds."""
    counted: list[int] = []

    def too_many() -> bool:
        counted.append(_capped(queryset))
        return counted[0] > COUNT_CAP

    if kept_of(queryset, "capped", too_many):
        return f"{COUNT_CAP}+"
    return str(counted[0] if counted else _capped(queryset))


def _capped(queryset: models.QuerySet[Any]) -> int:
    return queryset.order_by().values("pk")[: COUNT_CAP + 1].count()


def _address(params: QueryDict, direction: str, row: models.Model, by: str) -> str:
    kept = [(k, v) for k, values in params.lists() for v in values if k not in PLACES]
    return "?" + urlencode([*kept, (direction, place_of(row, by))])


def _decode(token: str | None, column: Any) -> Cursor | None:
    if not token:
        return None
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(token.encode()))
        return (_read(value, column), pk) if type(pk) is int and 0 < pk < 2**63 else None
    except (ValueError, TypeError, RecursionError, ValidationError):
        return None


def _read(value: Any, column: Any) -> Any:
    """The value as the column holds it; ValueError or ValidationError where it never could."""
    if value is None and column.null:
        return None
    if isinstance(column, models.IntegerField):
        if type(value) is int and abs(value) < 2**31:
            return value
        raise ValueError(value)
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError(value)
    value.encode()  # half of a surrogate pair is no text
    read = column.to_python(value)
    if isinstance(read, dt.date) and read.year not in YEARS:
        raise ValueError(value)
    if isinstance(read, dt.datetime) and read.tzinfo is None:
        raise ValueError(value)
    if read is None or type(read) not in {str, dt.date, dt.datetime}:
        raise ValueError(value)
    return read
