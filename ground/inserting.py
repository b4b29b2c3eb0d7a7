"""New rows by few statements, without the ORM: for those who import a register, and for the steps of a case."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models.base import ModelState

from ground.plain_values import columns_of, is_one

M = TypeVar("M", bound=models.Model)

AT_ONCE = 250  # rows of one statement: far below what a database takes as parameters
COPIED_AT_ONCE = 1000
FEW = 20  # rows: COPY asks for their keys by a statement of its own
# How PostgreSQL's COPY tells fields, rows and NULL apart. No text of PostgreSQL holds a NUL, so nothing that a row
# says is taken for one of these marks while the signs of COPY itself are escaped.
FIELD, ROW, NULL = "\x00f", "\x00r", "\x00n"
ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))
MARKS = ((FIELD, "\t"), (ROW, "\n"), (NULL, "\\N"))
WRITTEN_AS_SAID = (int, float, Decimal, dt.date, dt.time, uuid.UUID)


def like(sample: M, **columns: Any) -> M:
    """Another row with what the unsaved `sample` has, but for `columns`, which are given by their names in the database.

    For those who make thousands: a constructor asks each column for its default and tells every listener. Lists and
    dicts of the sample are shared, so they are to be replaced and never changed.
    """
    row = type(sample).__new__(type(sample))
    row.__dict__.update(sample.__dict__, **columns)
    row._state = ModelState()
    return row


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model and give each its key; their values must be of the fields' own types.

    No `save` runs and no signal is sent. PostgreSQL takes many by COPY, which reads neither statement nor parameters for
    every row; a few are one INSERT.
    """
    if not rows:
        return
    meta, connection = rows[0]._meta, transaction.get_connection()
    fields = _written(type(rows[0]))
    copied = connection.vendor == "postgresql" and len(rows) > FEW
    insert, at_once = (_copy, COPIED_AT_ONCE) if copied else (_insert, AT_ONCE)
    with _whole(len(rows) <= FEW), connection.cursor() as cursor:
        for begin in range(0, len(rows), at_once):
            piece = rows[begin : begin + at_once]
            keys = insert(cursor, meta, columns_of(piece, fields, connection, adding=True))
            for row, key in zip(piece, keys, strict=True):
                row.pk, row._state.adding, row._state.db = key, False, connection.alias


@lru_cache(maxsize=256)
def _written(model: type[models.Model]) -> tuple[Any, ...]:
    """The fields whose columns an INSERT names."""
    return tuple(field for field in model._meta.concrete_fields if not (field.generated or field.primary_key))


def _whole(by_one_statement: bool) -> AbstractContextManager[None]:
    """All rows or none; what is one statement needs no transaction, and an error ends one that is open in either case."""
    if by_one_statement:
        return transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS)
    return transaction.atomic(savepoint=False)


def _insert(cursor: Any, meta: Any, columns: list[list[Any]]) -> list[Any]:
    """By INSERT … RETURNING; the new keys in the order of the rows."""
    sql = _insertion(meta.model, cursor.db.vendor, len(columns[0]))
    cursor.execute(sql, list(chain.from_iterable(zip(*columns, strict=True))))
    return [key for (key,) in cursor.fetchall()]


@lru_cache(maxsize=256)
def _insertion(model: type[models.Model], vendor: str, count: int) -> str:
    fields, meta, quoted = _written(model), model._meta, transaction.get_connection().ops.quote_name
    place = f"({', '.join(['%s'] * len(fields))})"
    names = ", ".join(quoted(field.column) for field in fields)
    return (
        f"INSERT INTO {quoted(meta.db_table)} ({names}) "  # noqa: S608 - names of ours
        f"VALUES {', '.join([place] * count)} RETURNING {quoted(meta.pk.column)}"
    )


def _copy(cursor: Any, meta: Any, columns: list[list[Any]]) -> list[Any]:
    """By COPY, which gives no keys back: they are taken from the table's sequence before."""
    quoted = cursor.db.ops.quote_name
    table, count = quoted(meta.db_table), len(columns[0])
    cursor.execute(
        "SELECT nextval(s::regclass) FROM pg_get_serial_sequence(%s, %s) s, generate_series(1, %s)",
        [table, meta.pk.column, count],
    )
    keys = [key for (key,) in cursor.fetchall()]
    told = [keys, *columns]
    text = ROW.join(map(FIELD.join, zip(*map(_texts, told), strict=True)))
    if text.count("\x00") != count * len(told) - 1 + sum(column.count(None) for column in told):
        raise ValueError("A string literal cannot contain NUL (0x00) characters.")  # as by an INSERT
    for sign, written in (*ESCAPES, *MARKS):
        text = text.replace(sign, written)
    names = ", ".join(quoted(field.column) for field in (meta.pk, *_written(meta.model)))
    with cursor.db.wrap_database_errors:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", io.StringIO(text))
    return keys


def _texts(values: list[Any]) -> list[str]:
    """A column's values as COPY reads them."""
    if is_one(values):
        return [_text(values[0])] * len(values)
    return values if set(map(type, values)) == {str} else list(map(_text, values))


def _text(value: Any) -> str:
    """TypeError for a value that has no such form."""
    if isinstance(value, str):
        return value
    if value is None:
        return NULL
    if isinstance(value, WRITTEN_AS_SAID):
        return str(value)
    raise TypeError(f"no text for a {type(value).__name__}")
