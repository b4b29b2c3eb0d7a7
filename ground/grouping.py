"""Rows counted in groups by one statement that is put together here.

Django makes such a statement anew each time that it is asked, which takes three times as long as the database takes to
answer. What changes from one time to the next are the conditions, which Django makes once for whoever asks about the
same rows, and few of the keys; what becomes of the others is known to the process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Expression, F
from django.db.models.sql import Query

KEYS = "_keys_in_words"
KNOWN_MOST = 512
Key = str | Expression


@dataclass(frozen=True, slots=True)
class Said:
    """A part of a statement: its SQL, the values in it, and what the database's answer becomes."""

    sql: str
    values: tuple[Any, ...]
    converters: tuple[Any, ...] = ()


# What a key becomes, by its model, the database, and its name or identity; kept with it, lest another takes its identity.
_known: dict[tuple[type[models.Model], str, str | int], tuple[Key, Said]] = {}


def keys_of(rows: models.QuerySet[Any]) -> Said | None:
    """The statement that reads these rows' keys without their order, made once for one queryset; None where there can be none."""
    if KEYS not in rows.__dict__:
        try:
            rows.__dict__[KEYS] = _keys(rows.order_by().values("pk").query, rows.db)
        except EmptyResultSet:
            rows.__dict__[KEYS] = None
    found: Said | None = rows.__dict__[KEYS]
    return found


def grouped(rows: models.QuerySet[Any], keys: Sequence[Key], most: int) -> list[tuple[Any, ...]]:
    """The values of the keys and how many rows have them; empty where there are more than `most` rows, or none.

    Raises TypeError for rows that are sliced, distinct, grouped or combined.
    """
    query = rows.query
    if query.is_sliced or query.distinct or query.group_by or query.combinator:
        raise TypeError("rows to be counted in groups are neither sliced, distinct, grouped nor combined")
    chosen = keys_of(rows)
    if chosen is None:
        return []
    connection, meta = connections[rows.db], rows.model._meta
    bounded = f"{chosen.sql} LIMIT {most + 1}"
    # Both databases ask first how many there are: too many are not grouped at all.
    few = f"(SELECT COUNT(*) FROM ({bounded}) AS found) <= {most}"  # noqa: S608 - names of ours
    if connection.vendor == "sqlite":  # would go through them all the same
        place = ".".join(map(connection.ops.quote_name, (meta.db_table, meta.pk.column)))
        columns, whence = _columns(rows.model._base_manager.using(rows.db).all(), keys, None)
        few, values = f"{few} AND {place} IN ({bounded})", chosen.values * 2
    else:
        columns, whence = _columns(rows, keys, chosen)
        values = chosen.values
    joined = "AND" if " WHERE " in whence.sql else "WHERE"
    places = f" GROUP BY {', '.join(str(n) for n in range(1, len(columns) + 1))}" if columns else ""
    read = ", ".join([*(column.sql for column in columns), "COUNT(*)"])
    told = [value for column in columns for value in column.values]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {read} {whence.sql} {joined} {few}{places}", [*told, *whence.values, *values])
        found = cursor.fetchall()
    return [
        (
            *(_made(value, column, connection) for value, column in zip(row[:-1], columns, strict=True)),
            row[-1],
        )
        for row in found
        if row[-1]
    ]


def _columns(rows: models.QuerySet[Any], keys: Sequence[Key], known: Said | None) -> tuple[list[Said], Said]:
    """The keys as columns, and `FROM … WHERE …` with the tables that they need; `known` reads the rows' keys, where it is."""
    query = rows.order_by().values("pk").query
    tables = _tables(query)
    columns = [_column(query, key, rows.db) for key in keys]
    source = known if known and _tables(query) == tables else _keys(query, rows.db)
    return columns, Said(f"FROM {source.sql.partition(' FROM ')[2]}", source.values)


def _tables(query: Query) -> int:
    return sum(map(bool, query.alias_refcount.values()))


def _column(query: Query, key: Key, using: str) -> Said:
    model: Any = query.model
    place = (model, using, key if isinstance(key, str) else id(key))
    if known := _known.get(place):
        return known[1]
    bare = Query(model)
    bare.get_initial_alias()
    said = _said(bare, key, using)
    if len(bare.alias_map) > 1:  # what joins is asked anew, so that its tables are there
        return _said(query, key, using)
    if len(_known) >= KNOWN_MOST:
        _known.clear()
    _known[place] = key, said
    return said


def _said(query: Query, key: Key, using: str) -> Said:
    expression = F(key) if isinstance(key, str) else key
    resolved: Any = expression.resolve_expression(query, allow_joins=True)
    sql, values = query.get_compiler(using).compile(resolved)
    backend = connections[using].ops.get_db_converters(resolved)
    return Said(sql, tuple(values), (resolved, *backend, *resolved.get_db_converters(connections[using])))


def _keys(query: Query, using: str) -> Said:
    """Raises EmptyResultSet where there can be no rows."""
    sql, values = query.get_compiler(using).as_sql()
    return Said(sql, tuple(values))


def _made(value: Any, column: Said, connection: Any) -> Any:
    expression, *converters = column.converters
    for convert in converters:
        value = convert(value, expression, connection)
    return value
