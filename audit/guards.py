"""What the database itself refuses: changing or removing rows of the record, whoever asks.

Triggers are set after every `migrate` (on SQLite a changed table loses them), so that a table of the record is
never without. Whoever may drop a trigger can still rewrite: that is what the seal is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

_guarded: list[type[models.Model]] = []
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only';
END $$
"""
_POSTGRES = (
    "CREATE TRIGGER guard_rows_of_{table} BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION audit_history_is_append_only()",
    "CREATE TRIGGER guard_all_of_{table} BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_history_is_append_only()",
)
_SQLITE = tuple(
    f"CREATE TRIGGER guard_{word}_of_{{table}} BEFORE {verb} ON {{table}}"
    " BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
    for word, verb in (("changes", "UPDATE"), ("removals", "DELETE"))
)


def guard(*tables: type[models.Model]) -> None:
    """Name tables of the record; their apps do so when they are ready."""
    _guarded.extend(model for model in tables if model not in _guarded)


def guarded() -> list[str]:
    """The tables, by name."""
    return sorted(model._meta.db_table for model in _guarded)


def set_guards(connection: BaseDatabaseWrapper) -> None:
    """Give every table that exists its triggers; what is there already stays."""
    statements = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    with connection.cursor() as cursor:
        there, triggers = set(connection.introspection.table_names(cursor)), _triggers(connection, cursor)
        missing = [
            text.format(table=table)
            for table in guarded()
            if table in there
            for text in statements
            if text.format(table=table).split()[2] not in triggers
        ]
        if missing and connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for statement in missing:
            cursor.execute(statement)


@contextmanager
def lifted(connection: BaseDatabaseWrapper, tables: Iterable[str] | None = None) -> Iterator[None]:
    """Without the triggers inside one transaction: archiving by command, and nothing else in production."""
    wanted = set(guarded() if tables is None else tables)
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            for name, table in _triggers(connection, cursor).items():
                if table in wanted:
                    on = f" ON {table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER {name}{on}")
        yield
        set_guards(connection)


def _triggers(connection: BaseDatabaseWrapper, cursor: Any) -> dict[str, str]:
    """Our triggers with their tables."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgname LIKE 'guard\\_%' AND pg_table_is_visible(tgrelid)"
        )
    else:
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard%'"
        )
    return dict(cursor.fetchall())
