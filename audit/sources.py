"""The tables that are sealed, and what of each row the seal covers.

An app names its tables when it is ready. The columns of a form are never changed: who adds a column to a table adds
a form, so that rows sealed before are still judged by what they had.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from audit.guards import guard
from audit.words import Erasable, without_words
from ground.digests import canonical_json, sm3_hex

MARKS = "marks"  # the column that holds them
Beside = Callable[[list[dict[str, Any]]], Iterator[tuple[int, str]]]


@dataclass(frozen=True)
class Source:
    """One table. `forms` are the columns that the seal covers, by form; `kept`: archiving leaves its rows in place.

    `stays` names rows of a table that is not kept which archiving leaves in place all the same.
    `beside` looks at what sealed rows hold digests of elsewhere: given rows as their forms see them, it yields
    (row, what is wrong).
    """

    code: str
    model: type[models.Model]
    forms: Sequence[tuple[str, ...]]
    kept: bool = True
    at: str = "at"
    beside: Beside | None = None
    stays: models.Q | None = None

    @property
    def word(self) -> str:
        """The table as people know it."""
        return str(self.model._meta.verbose_name)

    @property
    def table(self) -> str:
        """The table as the database knows it."""
        return self.model._meta.db_table

    @property
    def form(self) -> int:
        """The form in which rows are sealed now."""
        return len(self.forms)

    def rows(self) -> models.QuerySet[Any]:
        """All rows, past every manager that hides some."""
        return self.model._base_manager.all()

    def unsealed(self) -> models.QuerySet[Any]:
        """The rows without a link."""
        from audit.chain import Link

        return self.rows().filter(~Exists(Link.objects.filter(source=self.code, row_id=OuterRef("pk"))))

    def contents(self, rows: models.QuerySet[Any], *, form: int) -> list[dict[str, Any]]:
        """The rows as the seal of that form sees them, with their `id`; of words that have a mark the mark alone."""
        found = list(rows.values("id", *(name for name in self.forms[form - 1] if name != "id")))
        return [without_words(row) for row in found] if self.marks_words(form) else found

    def marks_words(self, form: int) -> bool:
        """Whether rows of that form are sealed with marks, so that their words can go."""
        return MARKS in self.forms[form - 1]

    @property
    def is_erasable(self) -> bool:
        """Whether the table has free texts that can go."""
        return issubclass(self.model, Erasable)


def marked(*columns: str) -> list[tuple[str, ...]]:
    """The forms of a table of free texts: as it was before words had marks, and with them."""
    return [columns, (*columns, MARKS)]


def digest_of(source: Source, content: dict[str, Any], *, form: int) -> str:
    """SM3 over one canonical text of the row, the same on every database."""
    said = [[name, _plain(content[name])] for name in source.forms[form - 1]]
    return sm3_hex(canonical_json([source.code, form, content["id"], said]))


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, dt.date) else value


_sources: dict[str, Source] = {}


def seal_table(source: Source) -> None:
    """Add a table to the record: its rows are sealed, and the database refuses to change them."""
    _sources[source.code] = source
    guard(source.model)


def sources() -> dict[str, Source]:
    """All tables by their codes."""
    return _sources
