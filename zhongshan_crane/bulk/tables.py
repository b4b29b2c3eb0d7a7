"""Writing many rows: COPY on PostgreSQL, executemany on SQLite; a column that nobody names has the model's default."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from io import BytesIO
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

from zhongshan_crane.bulk import shared
from zhongshan_crane.bulk.moulds import LineMould, Mould, TupleMould

PIECE = 1 << 20  # bytes given to COPY at once
Taken = tuple[dict[str, str], list[Any]]


class Table:
    """Rows of one model that are written together; `next_id` gives the keys, because rows name one another.

    What many rows have alike is encoded once, as a mould that each of them is a copy of.
    """

    def __init__(self, model: type[models.Model], writer: Writer) -> None:
        self.model = model
        self.fields = [field for field in model._meta.concrete_fields if not field.generated]
        places = {field.attname: place for place, field in enumerate(self.fields)}
        bare = writer.mould(places, [None] * len(places))
        self._keyed = writer.texts.keyed if writer.copies else dict
        self._base = bare.filled(self._keyed({field.attname: _default(field) for field in self.fields}))
        self._moulds: dict[Hashable, Mould] = {}
        last = model._base_manager.aggregate(last=Max("pk"))["last"] or 0
        self._first = last + 1
        self.begin(0)
        self.rows: list[Any] = []
        writer.tables.append(self)

    def begin(self, before: int) -> None:
        """Leave out so many keys, which are others'."""
        self._ids = count(self._first + before)

    def next_id(self) -> int:
        """A key that no row has."""
        return next(self._ids)

    def mould(self, key: Hashable, columns: Callable[[], Mapping[str, Any]]) -> Mould:
        """The mould of that key, made from those columns when it is first asked for."""
        found = self._moulds.get(key)
        if found is None:
            found = self._moulds[key] = self._base.filled(self._keyed(columns()))
        return found

    def add(self, mould: Mould | None = None, /, **columns: Any) -> None:
        """One row by column names; JSON columns come as text, those that are shared by the mould alone, foreign keys as `…_id`."""
        self.rows.append((mould or self._base).row(columns))


class Writer:
    """All tables of one seeding, on one connection; what one process has taken from them another one may write."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.texts = shared.SharedTexts()
        self.copies = connection.vendor == "postgresql"
        self.mould: type[Mould] = LineMould if self.copies else TupleMould

    def begin(self) -> None:
        """See that there is a place for what is shared, once the tables are known."""
        if self.copies:
            shared.begin([table.model for table in self.tables])
            shared.keep(self.texts.taken())

    def taken(self) -> Taken:
        """What was added to each table since, for COPY one text, else rows; and the texts that they share."""
        rows = [table.rows for table in self.tables]
        for table in self.tables:
            table.rows = []
        pieces = ["\n".join([*some, ""]).encode() if some else b"" for some in rows] if self.copies else rows
        return self.texts.taken(), pieces

    def write(self, taken: Taken) -> None:
        """Write what was taken."""
        texts, pieces = taken
        if texts:
            shared.keep(texts)
        for table, some in zip(self.tables, pieces, strict=True):
            if some:
                (_copy if self.copies else _insert)(table, some)

    def finish(self) -> None:
        """Let the database count on from the keys that were given here."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(
                no_style(), [table.model for table in self.tables]
            ):
                cursor.execute(statement)


def _default(field: models.Field[Any, Any]) -> Any:
    if field.primary_key:
        return None
    value = field.get_default()
    if isinstance(field, models.JSONField):
        return "[]" if value == [] else "{}" if value == {} else None
    return value


def _copy(table: Table, lines: bytes) -> None:
    names = [str(field.column) for field in table.fields]
    into, listed = shared.waiting_table(table.model), ", ".join(f'"{name}"' for name in names)
    with connection.connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {into} ({listed}) FROM STDIN", BytesIO(lines), size=PIECE)
    if into != table.model._meta.db_table:
        shared.move(table.model, names)


def _insert(table: Table, rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{field.column}"' for field in table.fields)
    marks = ", ".join(["%s"] * len(table.fields))
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{table.model._meta.db_table}" ({names}) VALUES ({marks})', rows)  # noqa: S608
