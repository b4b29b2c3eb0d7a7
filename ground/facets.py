"""Facets: the choices that narrow a list, each with the number of rows that it would find.

All facets of one column are counted by one query, grouped by all of them: the counts of one facet are sums
over the groups that the other facets' choices leave. That holds for any choices, and costs one read of the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Count, Expression, F

COUNT_MOST = 20_000  # rows that counts are read from; beyond, choices stand without a number
Rows = models.QuerySet[Any]


@dataclass(frozen=True)
class Facet:
    """One choice. `words` are its values and their words, in order.

    `key` is the column or the expression whose value the facet is; `reading` maps such a value to the
    address's where they differ. `narrow` replaces the comparison with `key`. `own_count` counts by a query of
    its own, for a relation in which one row has several values (None: it is too dear to count). `occurring`: only values that occur are offered.
    """

    name: str
    label: str
    words: Mapping[str, str]
    key: str | Expression = ""
    reading: Mapping[str, str] = field(default_factory=dict)
    narrow: Callable[[Any, str], Any] | None = None
    own_count: Callable[[Any], Mapping[str, int] | None] | None = None
    occurring: bool = False

    def knows(self, value: str) -> bool:
        """Whether the value is one of the facet's."""
        return bool(value) and value in self.words

    def word(self, value: str) -> str:
        """The value's word."""
        return self.words.get(value, value)

    def options(self, counts: Mapping[str, int] | None, chosen: str) -> list[tuple[str, str]]:
        """The values to offer, with their words."""
        offered = self.words.items()
        if not self.occurring or counts is None:
            return list(offered)
        return [(value, word) for value, word in offered if counts.get(value) or value == chosen]

    def expression(self) -> Expression | F:
        """What the rows are grouped by."""
        return F(self.key) if isinstance(self.key, str) else self.key

    def narrowed(self, rows: Rows, value: str) -> Rows:
        """Those rows that have the value."""
        if self.narrow:
            return self.narrow(rows, value)
        if isinstance(self.key, str):
            return rows.filter(**{self.key: value})
        return rows.alias(**{f"of_{self.name}": self.key}).filter(**{f"of_{self.name}": value})


def narrowed(rows: Rows, facets: Iterable[Facet], chosen: Mapping[str, str], *, but: str = "") -> Rows:
    """The rows that all choices leave, without that of the facet named `but`."""
    for facet in facets:
        if facet.name in chosen and facet.name != but:
            rows = facet.narrowed(rows, chosen[facet.name])
    return rows


class FacetCounts:
    """The counts of all facets over the searched `rows`, read once."""

    def __init__(self, rows: Rows, facets: Sequence[Facet], chosen: Mapping[str, str]) -> None:
        self.rows, self.chosen = rows, chosen
        self.own = [facet for facet in facets if facet.own_count]
        self.grouped = [facet for facet in facets if not facet.own_count]

    @cached_property
    def total(self) -> int | None:
        """How many rows all choices leave; None where there are too many to count."""
        groups = self._groups
        return (
            None if groups is None else sum(count for values, count in groups if self._fits(values, but=""))
        )

    def of(self, facet: Facet) -> Mapping[str, int] | None:
        """Value → rows that it would find beside the other facets' choices; None where there are too many."""
        groups = self._groups
        if groups is None:
            return None
        if facet.own_count:
            others = [*self.grouped, *(one for one in self.own if one is not facet)]
            return facet.own_count(narrowed(self.rows, others, self.chosen))
        place, counts = self.grouped.index(facet), Counter[str]()
        for values, count in groups:
            if self._fits(values, but=facet.name):
                counts[values[place]] += count
        return counts

    @cached_property
    def _groups(self) -> list[tuple[list[str], int]] | None:
        """The values of each group and its size."""
        # Facets that are counted apart narrow the groups from the beginning.
        rows = narrowed(self.rows, self.own, self.chosen).order_by()
        read = rows.model._base_manager.filter(pk__in=rows.values("pk")[: COUNT_MOST + 1])
        keys = {f"of_{facet.name}": facet.expression() for facet in self.grouped}
        found = read.annotate(**keys).order_by().values_list(*keys).annotate(Count("pk"))
        groups = [
            ([self._read(*pair) for pair in zip(self.grouped, row[:-1], strict=True)], row[-1])
            for row in found
        ]
        return None if sum(count for _values, count in groups) > COUNT_MOST else groups

    @staticmethod
    def _read(facet: Facet, value: Any) -> str:
        text = "" if value is None else str(value)
        return facet.reading.get(text, text)

    def _fits(self, values: list[str], *, but: str) -> bool:
        return all(
            value == self.chosen[facet.name]
            for facet, value in zip(self.grouped, values, strict=True)
            if facet.name in self.chosen and facet.name != but
        )
