"""Writing many rows: COPY on PostgreSQL, executemany on SQLite; a column that nobody names has the model's default."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from io import StringIO
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

Encode = Callable[[Any], Any]


class Table:
    """Rows of one model that are written together; `next_id` gives the keys, because rows name one another."""

    def __init__(self, model: type[models.Model], writer: Writer) -> None:
        self.model, self._encode = model, writer.encode
        self.fields = [field for field in model._meta.concrete_fields if not field.generated]
        self._base = {field.attname: self._encode(_default(field)) for field in self.fields}
        last = model._base_manager.aggregate(last=Max("pk"))["last"] or 0
        self._ids = count(last + 1)
        self.rows: list[Any] = []
        self._line = writer.line
        writer.tables.append(self)

    def next_id(self) -> int:
        """A key that no row has."""
        return next(self._ids)

    def add(self, **columns: Any) -> None:
        """One row by column names; JSON columns come as text, foreign keys as `…_id`."""
        encode, row = self._encode, self._base.copy()
        for name, value in columns.items():
            row[name] = encode(value)
        self.rows.append(self._line(row))


class Writer:
    """All tables of one seeding, on one connection; `flush` writes while the next rows are being made."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.copies = connection.vendor == "postgresql"
        self.encode: Encode = _for_copy if self.copies else _for_sqlite
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._writing: Future[None] | None = None
        connection.ensure_connection()

    def line(self, row: dict[str, Any]) -> Any:
        """The row as it is written."""
        return "\t".join(row.values()) if self.copies else tuple(row.values())

    def flush(self) -> None:
        """Write what was added; on PostgreSQL in a thread of its own, because COPY waits for the server."""
        work = [(table, table.rows) for table in self.tables if table.rows]
        for table in self.tables:
            table.rows = []
        self.wait()
        if self.copies:
            self._writing = self._thread.submit(_copy_all, connection.connection, work)
        else:
            for table, rows in work:
                _insert(table, rows)

    def wait(self) -> None:
        """Until everything that was flushed is written; raises what went wrong there."""
        if self._writing:
            self._writing.result()
        self._writing = None

    def finish(self) -> None:
        """Write the rest, and let the database count on from the keys that were given here."""
        self.flush()
        self.wait()
        self._thread.shutdown()
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


def _copy_all(raw: Any, work: list[tuple[Table, list[str]]]) -> None:
    with raw.cursor() as cursor:
        for table, rows in work:
            names = ", ".join(f'"{field.column}"' for field in table.fields)
            text = StringIO("\n".join(rows) + "\n")
            cursor.copy_expert(f'COPY "{table.model._meta.db_table}" ({names}) FROM STDIN', text)


def _insert(table: Table, rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{field.column}"' for field in table.fields)
    marks = ", ".join(["%s"] * len(table.fields))
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{table.model._meta.db_table}" ({names}) VALUES ({marks})', rows)  # noqa: S608


def _for_copy(value: Any) -> str:
    """One value in COPY's text format; it runs some hundred times for each machine."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        if "\\" in value or "\n" in value or "\t" in value or "\r" in value:
            return value.translate(_ESCAPED)
        return value
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, dt.date):  # a datetime is one, too
        return value.isoformat()
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value)


_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
