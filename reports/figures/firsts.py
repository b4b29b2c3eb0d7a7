"""Groups of a report, read one by one: towns are summed as they pass, of the firms those are kept that come first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Group = tuple[int, str, T]  # firm, town, and what is counted of it there
SHOWN = 30  # firms on a page
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Folded(Generic[T]):
    """Town → its sum; the firms that come first with theirs, and how many firms there are."""

    towns: dict[str, T]
    firms: list[tuple[int, T]]
    counted: int


def folded(
    groups: Iterable[Group[T]], *, zero: Callable[[], Any], order: Callable[[T], int], whole: bool
) -> Folded[T]:
    """The sums of groups that come firm after firm; SHOWN firms by `order`, or all of them where the report is `whole`.

    However many firms there are, only those that are kept take room.
    """
    towns: dict[str, Any] = defaultdict(zero)
    counted = 0

    def firms() -> Iterator[tuple[int, T]]:
        nonlocal counted
        for firm, parts in groupby(groups, key=itemgetter(0)):
            summed = zero()
            for _firm, town, counts in parts:
                towns[town] += counts
                summed += counts
            counted += 1
            yield firm, summed

    def place(item: tuple[int, T]) -> tuple[int, int]:
        return order(item[1]), item[0]

    found = sorted(firms(), key=place) if whole else nsmallest(SHOWN, firms(), key=place)
    return Folded(dict(towns), found, counted)


def chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows, some hundred at a time, so that what belongs to them is read by few queries."""
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
