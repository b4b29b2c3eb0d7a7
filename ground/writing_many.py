"""Many locked rows written by one statement, each under its own guard: what `writing.write_row` is for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from django.db import models, transaction

from ground.errors import StepRefused
from ground.plain_values import columns_of
from ground.writing import STALE

AT_ONCE = 250  # rows of one statement: far below what a database takes as parameters


def write_rows(
    rows: Sequence[models.Model], *, fields: Sequence[str], expect: Sequence[Mapping[str, Any]]
) -> None:
    """Write `fields` of locked rows of one model and raise each revision by one.

    `expect` holds, row by row and under the same names, the column values that must still stand. Raises
    StepRefused("stale") where another write came between: the caller's transaction must not go on then.
    """
    for begin in range(0, len(rows), AT_ONCE):
        piece, guards = rows[begin : begin + AT_ONCE], expect[begin : begin + AT_ONCE]
        known = [
            {"revision": row.revision, **guard}  # type: ignore[attr-defined]
            for row, guard in zip(piece, guards, strict=True)
        ]
        if _write(piece, fields, known) != len(piece):
            raise StepRefused("stale", STALE)
    for row in rows:
        row.revision += 1  # type: ignore[attr-defined]


def write_columns(rows: Sequence[models.Model], *, fields: Sequence[str]) -> None:
    """Write `fields` of rows of one model that have no revision and that nobody else writes meanwhile."""
    for begin in range(0, len(rows), AT_ONCE):
        piece = rows[begin : begin + AT_ONCE]
        _write(piece, fields, [{}] * len(piece))


def _write(rows: Sequence[models.Model], names: Sequence[str], known: Sequence[Mapping[str, Any]]) -> int:
    """How many rows were there, with the columns as they are known."""
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("a state changes inside a transaction only")
    meta = rows[0]._meta
    guarded: list[Any] = [meta.get_field(name) for name in known[0]]
    written: list[Any] = [meta.get_field(name) for name in names]
    with connection.cursor() as cursor:
        sql = _statement(connection, rows, guarded, written)
        cursor.execute(sql, list(_params(connection, rows, known, guarded, written)))
        return int(cursor.rowcount)


def _statement(
    connection: Any, rows: Sequence[models.Model], guarded: Sequence[Any], written: Sequence[Any]
) -> str:
    """UPDATE … FROM (VALUES …): both databases name the columns of VALUES column1, column2, …"""
    meta, quoted = rows[0]._meta, connection.ops.quote_name
    table = quoted(meta.db_table)
    columns: list[Any] = [meta.pk, *guarded, *written]
    place = "(" + ", ".join(_place(connection, field) for field in columns) + ")"
    same = [f"{table}.{quoted(field.column)} = v.column{n}" for n, field in enumerate([meta.pk, *guarded], 1)]
    changes = [f"{quoted(field.column)} = v.column{n}" for n, field in enumerate(written, len(same) + 1)]
    changes += [f"revision = {table}.revision + 1" for field in guarded if field.name == "revision"]
    return (
        f"UPDATE {table} SET {', '.join(changes)} "  # noqa: S608 - names of ours
        f"FROM (VALUES {', '.join([place] * len(rows))}) AS v WHERE {' AND '.join(same)}"
    )


def _params(
    connection: Any,
    rows: Sequence[models.Model],
    known: Sequence[Mapping[str, Any]],
    guarded: Sequence[Any],
    written: Sequence[Any],
) -> Iterator[Any]:
    columns = columns_of(rows, written, connection, adding=False)
    columns[:0] = [
        [row.pk for row in rows],
        *([field.get_db_prep_save(values[field.name], connection) for values in known] for field in guarded),
    ]
    return chain.from_iterable(zip(*columns, strict=True))


def _place(connection: Any, field: Any) -> str:
    """PostgreSQL takes the types of VALUES from the values; a text is no date and no JSON to it."""
    if connection.vendor != "postgresql":
        return "%s"
    return f"%s::{field.rel_db_type(connection) if field.primary_key else field.db_type(connection)}"
