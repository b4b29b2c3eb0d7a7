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
from django.db.models import Expression

from ground.grouping import grouped
from ground.kept_counts import kept_of
from ground.keyset import COUNT_CAP

# Rows that counts are read from; beyond, choices stand without a number, and the page costs what a small one costs.
COUNT_MOST = 6_000
Rows = models.QuerySet[Any]
Groups = list[tuple[list[str], int]]  # the values of each group in the order of the facets, and its size


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
        self.there_are_some = False  # where the page has already found rows, nobody asks again
        self.own = [facet for facet in facets if facet.own_count]
        self.grouped = [facet for facet in facets if not facet.own_count]

    @cached_property
    def total(self) -> int | None:
        """How many rows all choices leave; None where there are too many to count."""
        groups = self._groups
        return None if groups is None else sum(count for _values, count in self._fitting(groups, but=""))

    @property
    def total_text(self) -> str:
        """The same as people read it; empty where only a count of its own knows."""
        if self.total is not None:
            return str(self.total)
        return f"{COUNT_CAP}+" if COUNT_MOST >= COUNT_CAP and not self.chosen else ""

    def of(self, facet: Facet) -> Mapping[str, int] | None:
        """Value → rows that it would find beside the other facets' choices; None where there are too many."""
        groups = self._groups
        if groups is None:
            return None
        if facet.own_count:
            others = [*self.grouped, *(one for one in self.own if one is not facet)]
            return facet.own_count(narrowed(self.rows, others, self.chosen))
        place, counts = self.grouped.index(facet), Counter[str]()
        for values, count in self._fitting(groups, but=facet.name):
            counts[values[place]] += count
        return counts

    @cached_property
    def _groups(self) -> Groups | None:
        """The values of each group and its size; None where there are too many rows, which is known for some seconds."""
        read = kept_of(self._counted, "many", self._too_many)
        return None if read else self._grouped

    @cached_property
    def _counted(self) -> Rows:
        return narrowed(self.rows, self.own, self.chosen)

    def _too_many(self) -> bool:
        return self._grouped is None

    @cached_property
    def _grouped(self) -> Groups | None:
        # Facets that are counted apart narrow the groups from the beginning.
        rows = self._counted
        found = grouped(rows, [facet.key for facet in self.grouped], COUNT_MOST)
        if not found and (self.there_are_some or rows.exists()):
            return None
        return [
            ([self._read(*pair) for pair in zip(self.grouped, row[:-1], strict=True)], row[-1])
            for row in found
        ]

    @staticmethod
    def _read(facet: Facet, value: Any) -> str:
        text = "" if value is None else str(value)
        return facet.reading.get(text, text)

    def _fitting(self, groups: Groups, *, but: str) -> Groups:
        """The groups that the choices leave, without that of the facet named `but`."""
        wanted = [
            (place, self.chosen[facet.name])
            for place, facet in enumerate(self.grouped)
            if facet.name in self.chosen and facet.name != but
        ]
        if not wanted:
            return groups
        return [one for one in groups if all(one[0][place] == value for place, value in wanted)]
