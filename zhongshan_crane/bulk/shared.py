"""JSON that many rows have alike, given to PostgreSQL once: reading and packing it costs more than all else of a row.

Rows come with the text's key to a table that lives as long as the transaction, and go on from there with what it stands for.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from django.db import connection, models

COLUMNS = {"parameters", "findings"}  # a lot's machines, renewals and rounds have the same
TEXTS, ROWS = "bulk_shared", "bulk_rows_of_{table}"


class SharedTexts:
    """The texts by their keys; what one process meets first another one may write."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._new: dict[str, str] = {}

    def keyed(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        """The columns, with keys for the texts that are shared."""
        return {name: self._key(value) if name in COLUMNS else value for name, value in columns.items()}

    def taken(self) -> dict[str, str]:
        """The texts that were not taken before."""
        taken, self._new = self._new, {}
        return taken

    def _key(self, text: str) -> str:
        key = blake2b(text.encode(), digest_size=12).hexdigest()
        if key not in self._known:
            self._known.add(key)
            self._new[key] = text
        return key


def begin(tables: list[type[models.Model]]) -> None:
    """Make the tables that live as long as the transaction: of the texts, and of the rows that wait for them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE {TEXTS} (key text PRIMARY KEY, content jsonb NOT NULL) ON COMMIT DROP"
        )
        for model in tables:
            if columns := shared_of(model):
                name = model._meta.db_table
                cursor.execute(f"CREATE TEMP TABLE {ROWS.format(table=name)} (LIKE {name}) ON COMMIT DROP")
                for column in columns:
                    cursor.execute(f"ALTER TABLE {ROWS.format(table=name)} ALTER {column} TYPE text")


def keep(texts: dict[str, str]) -> None:
    """Give the database texts; several processes may meet the same one."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TEXTS} SELECT * FROM unnest(%s::text[], %s::jsonb[]) ON CONFLICT DO NOTHING",  # noqa: S608
            [list(texts), list(texts.values())],
        )


def shared_of(model: type[models.Model]) -> list[str]:
    """The model's columns that are shared."""
    return [field.column for field in model._meta.concrete_fields if field.column in COLUMNS]


def waiting_table(model: type[models.Model]) -> str:
    """Where its rows wait, or its own table where nothing is shared."""
    name = model._meta.db_table
    return ROWS.format(table=name) if shared_of(model) else name


def move(model: type[models.Model], names: list[str]) -> None:
    """Let the rows go on to their own table, each text in its key's place."""
    shared, rows, own = shared_of(model), waiting_table(model), model._meta.db_table
    values = [f"{name}_.content" if name in shared else f'rows."{name}"' for name in names]
    # A key without its text would be NULL, which the columns refuse: no row is lost.
    joins = [f"LEFT JOIN {TEXTS} {name}_ ON {name}_.key = rows.{name}" for name in shared]
    into = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {own} ({into}) SELECT {', '.join(values)} FROM {rows} rows {' '.join(joins)}"  # noqa: S608
        )
        cursor.execute(f"TRUNCATE {rows}")
