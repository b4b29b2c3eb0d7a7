"""Lists of the interface: the filters and orders of the pages' own lists, paged by a cursor, strict about what is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date
from rest_framework.request import Request
from rest_framework.response import Response

from api.problems import Problem
from ground.keyset import ordering, place_in, place_of, rows_beyond
from ground.listing import Listing, ListSpec

MOST, USUAL = 100, 20
LIMIT, CURSOR, ORDER = "limit", "cursor", "order"
UNKNOWN = "没有这样的查询条件：{name}。可用的有：{known}。"
BAD_VALUE = "{label}没有“{value}”这个取值。可用的有：{known}。"
BAD_LIMIT = "limit 应为 1 至 {most} 的整数。"
BAD_DATE = "{name} 应为日期，例如 2026-03-02。"
BAD_CURSOR = "cursor 应为上一页答复中 next 给出的值；排序变化后请从第一页开始。"


def listed(
    request: Request,
    listing: Listing[Any],
    show: Callable[[Sequence[Any]], list[Any]],
    *,
    related: Sequence[str] = (),
    defer: Sequence[str] = (),
    only: Sequence[str] = (),
) -> Response:
    """The page that the address asks for: `items`, and `next`, the cursor of the page that follows (null at the end).

    `show` makes of the rows what is sent, all rows at once. Costs one query for the rows, whatever the list's length;
    `related` is joined, `defer` names columns that `show` does not look at; or `only` those that it and the orders look at.
    Raises Problem(400) for an unknown condition, value, order, limit or cursor: a program is told, never guessed for.
    """
    params = request.query_params
    refuse_unknown(params, listing)
    size = _limit(params)
    by, descending = listing.order_in_force
    rows = listing.filtered.select_related(*related) if related else listing.filtered
    rows = rows.only(*only) if only else rows.defer(*defer)
    place = None
    if (given := params.get(CURSOR)) is not None:
        place = place_in(given, rows, by)
        if place is None:
            raise Problem(400, "bad_cursor", BAD_CURSOR)
    ordered = rows.order_by(*ordering(rows, by, descending=descending))
    found = rows_beyond(ordered, place, by=by, descending=descending, most=size + 1)
    following = place_of(found[size - 1], by) if len(found) > size else None
    return Response({"items": show(found[:size]), "next": following})


def _limit(params: QueryDict) -> int:
    given = params.get(LIMIT, str(USUAL))
    if not (given.isascii() and given.isdecimal() and len(given) < 5 and 1 <= int(given) <= MOST):
        raise Problem(400, "bad_limit", BAD_LIMIT.format(most=MOST))
    return int(given)


def refuse_unknown(params: QueryDict, listing: Listing[Any], *, paged: bool = True) -> None:
    """Raise Problem(400) for a condition, value or order that the list does not know, or that is given twice.

    `paged`: whether page and order may be asked for, too.
    """
    spec = listing.spec
    known = [
        *((LIMIT, CURSOR, ORDER) if paged else ()),
        *(item.name for item in spec.typed),
        *(facet.name for facet in spec.facets),
    ]
    for name in params:
        if name not in known:
            raise Problem(400, "unknown_filter", UNKNOWN.format(name=name[:60], known="、".join(known)))
        if len(params.getlist(name)) > 1:
            raise Problem(400, "repeated_filter", f"查询条件 {name} 只能给出一次。")
    for facet in spec.facets:
        value = params.get(facet.name)
        if value is not None and not facet.knows(value):
            raise Problem(400, "bad_filter", _bad(facet.label, value, facet.words))
    for item in spec.typed:
        if item.kind == "date" and item.name in params and not _is_day(params.get(item.name, "")):
            raise Problem(400, "bad_date", BAD_DATE.format(name=item.name))
    _refuse_unknown_order(params, spec)


def _refuse_unknown_order(params: QueryDict, spec: ListSpec) -> None:
    order = params.get(ORDER)
    if order is not None and order.removeprefix("-") not in spec.orders:
        raise Problem(400, "bad_order", _bad("排序", order, sorted(spec.orders)))


def _bad(label: str, value: str, known: Iterable[str]) -> str:
    return BAD_VALUE.format(label=label, value=value[:60], known="、".join(known))


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and parse_date(text) is not None
    except ValueError:
        return False
