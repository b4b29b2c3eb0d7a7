"""Lists that people search, narrow, sort, page and export: one description per list, no trade in here.

A `ListSpec` says what a list can do; a `Listing` is one person's view of it, read from the address. Whatever
a page shows, prints or exports of a list goes through the same `Listing`, so that it is always the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db import models
from django.http import QueryDict

from ground.facets import Facet, FacetCounts, narrowed
from ground.keyset import Page, count_in_words, keyset_page, ordering
from ground.selecting import Picked

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Column:
    """One column: on the page (its head) and in the workbook (its text).

    `order` is the model's column by which the head sorts, with an index that ends in id; empty: it does not sort.
    `text` gives a row's cell for the workbook; None: the page alone has it. `on_page=False`: the workbook alone.
    """

    label: str
    text: Callable[[Any], object] | None = None
    order: str = ""
    on_page: bool = True
    css: str = ""


@dataclass(frozen=True)
class Typed:
    """Something that people type: a search or a day. `kind` is the control's type."""

    name: str
    label: str
    kind: str = "search"
    hint: str = ""


@dataclass(frozen=True)
class ListSpec:
    """What one list can do. `search` narrows by what is typed; `default` is its order (`-created_at`)."""

    columns: Sequence[Column]
    typed: Sequence[Typed]
    search: Callable[[Any, Mapping[str, str]], Any]
    facets: Sequence[Facet] = ()
    default: str = "-created_at"

    @cached_property
    def orders(self) -> frozenset[str]:
        """The columns by which people may sort."""
        return frozenset(column.order for column in self.columns if column.order)


@dataclass(frozen=True)
class Head:
    """One column's head; `sorted` is `ascending`, `descending` or empty, `url` empty where it does not sort."""

    label: str
    css: str
    url: str
    sorted: str


@dataclass(frozen=True)
class Option:
    """One choice of a facet; `count` is None where there are too many rows to count."""

    value: str
    label: str
    count: int | None
    chosen: bool
    name: str
    listing: Listing[Any]

    @property
    def url(self) -> str:
        """The list with this choice beside everything else that is in force."""
        return self.listing.url(**{self.name: self.value})


@dataclass(frozen=True)
class Choice:
    """A facet as the page shows it."""

    name: str
    label: str
    value: str
    options: list[Option]


@dataclass(frozen=True)
class Chip:
    """One condition in force and the address without it."""

    label: str
    url: str


class Listing(Generic[M]):
    """One person's view of a list. What cannot be read in `params` narrows nothing and sorts nothing."""

    def __init__(self, spec: ListSpec, rows: models.QuerySet[M], params: QueryDict) -> None:
        self.spec, self.rows, self.params = spec, rows, params
        self.typed = {item.name: params.get(item.name, "").strip() for item in spec.typed}
        given = {facet.name: params.get(facet.name, "") for facet in spec.facets}
        self.chosen = {
            facet.name: given[facet.name] for facet in spec.facets if facet.knows(given[facet.name])
        }
        asked = params.get("order", "")
        self.order = asked if asked.removeprefix("-") in spec.orders else ""

    @cached_property
    def searched(self) -> models.QuerySet[M]:
        """The rows that what is typed finds."""
        return self.spec.search(self.rows, self.typed)

    @cached_property
    def filtered(self) -> models.QuerySet[M]:
        """The rows that everything in force finds, in no order."""
        return narrowed(self.searched, self.spec.facets, self.chosen)

    def taken(self, choice: Picked, *, by: str = "pk") -> models.QuerySet[M]:
        """What a person chose, in the order of the page: ticked rows whether or not the conditions still find
        them, else everything that they find."""
        column, descending = self.order_in_force
        rows = choice.of(self.rows, by=by) if choice.ids else self.filtered
        return rows.order_by(*ordering(rows, column, descending=descending))

    def page(self, *, size: int = 20, related: Sequence[str] = (), only: Sequence[str] = ()) -> Page[M]:
        """The page that the address asks for, its rows joined with what `related` names and with no more columns than
        `only` names, those of the orders among them."""
        by, descending = self.order_in_force
        rows = self.filtered.select_related(*related) if related else self.filtered
        page = keyset_page(
            rows.only(*only) if only else rows,
            params=self.params,
            by=by,
            size=size,
            oldest_first=not descending,
            count_text="?",
        )
        self.counts.there_are_some = bool(page.rows)
        return replace(page, count_text=self.count_text or count_in_words(self.filtered))

    @property
    def is_narrowed(self) -> bool:
        """Whether any condition is in force."""
        return bool(self.chosen or any(self.typed.values()))

    @cached_property
    def counts(self) -> FacetCounts:
        """What each choice would find; one grouped query for all facets of one column."""
        return FacetCounts(self.searched, self.spec.facets, self.chosen)

    @property
    def count_text(self) -> str:
        """How many rows there are; empty where only a page knows (there are too many, or no facets)."""
        return self.counts.total_text if self.spec.facets else ""

    @cached_property
    def choices(self) -> list[Choice]:
        """The facets with the counts of their options, each respecting all other conditions."""
        return [self._choice(facet) for facet in self.spec.facets]

    @property
    def fields(self) -> list[tuple[Typed, str]]:
        """What people type, with what they have typed."""
        return [(item, self.typed[item.name]) for item in self.spec.typed]

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns on the page; a second click turns the order round."""
        by, descending = self.order_in_force
        return [self._head(column, by, descending) for column in self.spec.columns if column.on_page]

    @property
    def order_choices(self) -> list[Option]:
        """The orders as a choice, for screens without heads."""
        signs = (("", "升序"), ("-", "降序"))
        ways = [
            (f"{sign}{column.order}", f"{column.label}，{way}")
            for column in self.spec.columns
            if column.order
            for sign, way in signs
        ]
        return [Option(value, word, None, value == self.order, "order", self) for value, word in ways]

    @property
    def chips(self) -> list[Chip]:
        """The conditions in force."""
        typed = [(item.name, item.label, self.typed[item.name]) for item in self.spec.typed]
        chosen = [
            (facet.name, facet.label, facet.word(self.chosen[facet.name]))
            for facet in self.spec.facets
            if facet.name in self.chosen
        ]
        return [
            Chip(f"{label}：{word}", self.url(**{name: ""}))
            for name, label, word in (*typed, *chosen)
            if word
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form must carry on to mean the same rows in the same order."""
        given = {**self.typed, **self.chosen, "order": self.order}
        return [(name, value) for name, value in given.items() if value]

    def url(self, **changes: str) -> str:
        """This view's address, its first page, with some conditions changed; an empty value takes one away."""
        pairs = {**dict(self.kept), **changes}
        return "?" + urlencode([(name, value) for name, value in pairs.items() if value])

    @property
    def clear_url(self) -> str:
        """The address without any condition, in the same order."""
        return "?" + urlencode({"order": self.order} if self.order else {})

    @property
    def order_in_force(self) -> tuple[str, bool]:
        """The column by which the list is sorted, and whether its greatest value comes first."""
        order = self.order or self.spec.default
        return order.removeprefix("-"), order.startswith("-")

    def _head(self, column: Column, by: str, descending: bool) -> Head:
        if not column.order:
            return Head(column.label, column.css, "", "")
        if column.order != by:
            return Head(column.label, column.css, self.url(order=column.order), "")
        turned = column.order if descending else f"-{column.order}"
        return Head(
            column.label, column.css, self.url(order=turned), "descending" if descending else "ascending"
        )

    def _choice(self, facet: Facet) -> Choice:
        counts, value = self.counts.of(facet), self.chosen.get(facet.name, "")
        options = [
            Option(
                code,
                label,
                counts.get(code, 0) if counts is not None else None,
                code == value,
                facet.name,
                self,
            )
            for code, label in facet.options(counts, value)
        ]
        return Choice(facet.name, facet.label, value, options)
