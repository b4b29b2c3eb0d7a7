"""What the database itself refuses: changing or removing rows of the record, whoever asks.

One change alone it lets pass: an UPDATE that empties the free texts of a row and their salt, notes when, and leaves
everything else as it was (`audit.words`). Triggers are set after every `migrate` (on SQLite a changed table loses
them), so that a table of the record is never without. Whoever may drop a trigger can still rewrite: that is what the
seal is for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from audit.words import Erasable

_guarded: list[type[models.Model]] = []
_BESIDE = {"salt", "marks", "erased_at"}
_POSTGRES_FUNCTIONS = """
CREATE OR REPLACE FUNCTION audit_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only';
END $$;
CREATE OR REPLACE FUNCTION audit_only_words_may_go() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted jsonb := to_jsonb(OLD) || TG_ARGV[0]::jsonb || jsonb_build_object('erased_at', NEW.erased_at);
BEGIN
    FOR place IN 1 .. TG_NARGS - 1 LOOP
        wanted := wanted #- TG_ARGV[place]::text[];
    END LOOP;
    IF OLD.salt = '' OR OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL OR to_jsonb(NEW) <> wanted THEN
        RAISE EXCEPTION 'history is append-only';
    END IF;
    RETURN NEW;
END $$;
"""
_REFUSE_ROW = "FOR EACH ROW EXECUTE FUNCTION audit_history_is_append_only()"
_REFUSE_ALL = "FOR EACH STATEMENT EXECUTE FUNCTION audit_history_is_append_only()"
_ABORT = "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"


def guard(*tables: type[models.Model]) -> None:
    """Name tables of the record; their apps do so when they are ready."""
    _guarded.extend(model for model in tables if model not in _guarded)


def guarded() -> list[str]:
    """The tables, by name."""
    return sorted(model._meta.db_table for model in _guarded)


def set_guards(connection: BaseDatabaseWrapper) -> None:
    """Give every table that exists its triggers and take away those of former releases; what fits already stays."""
    with connection.cursor() as cursor:
        there, triggers = set(connection.introspection.table_names(cursor)), _triggers(connection, cursor)
        wanted: dict[str, str] = {}
        for model in _guarded:
            if model._meta.db_table in there:
                wanted |= _statements(connection, cursor, model)
        stale = [name for name, table in triggers.items() if table in guarded() and name not in wanted]
        missing = [statement for name, statement in wanted.items() if name not in triggers]
        if missing and connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTIONS)
        for statement in missing:
            cursor.execute(statement)
        for name in stale:
            _drop(connection, cursor, name, triggers[name])


@contextmanager
def lifted(connection: BaseDatabaseWrapper, tables: Iterable[str] | None = None) -> Iterator[None]:
    """Without the triggers inside one transaction: archiving by command, and nothing else in production."""
    wanted = set(guarded() if tables is None else tables)
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            for name, table in _triggers(connection, cursor).items():
                if table in wanted:
                    _drop(connection, cursor, name, table)
        yield
        set_guards(connection)


def _drop(connection: BaseDatabaseWrapper, cursor: Any, name: str, table: str) -> None:
    cursor.execute(f"DROP TRIGGER {name}{f' ON {table}' if connection.vendor == 'postgresql' else ''}")


def _statements(connection: BaseDatabaseWrapper, cursor: Any, model: type[models.Model]) -> dict[str, str]:
    """The triggers of one table by name; one that lets words go is named after what it lets go."""
    table, postgres = model._meta.db_table, connection.vendor == "postgresql"
    if not issubclass(model, Erasable) or not _has_marks(connection, cursor, table):
        if postgres:
            return {
                f"guard_rows_of_{table}": f"CREATE TRIGGER guard_rows_of_{table} BEFORE UPDATE OR DELETE ON {table} {_REFUSE_ROW}",
                **_truncating(table),
            }
        return _removing(table) | {
            f"guard_changes_of_{table}": f"CREATE TRIGGER guard_changes_of_{table} BEFORE UPDATE ON {table} {_ABORT}"
        }
    refusing = _changing_on_postgres(model) if postgres else _changing_on_sqlite(model)
    name = f"guard_words_{hashlib.sha256(refusing.encode()).hexdigest()[:8]}_of_{table}"
    words = {name: f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} {refusing}"}
    if not postgres:
        return _removing(table) | words
    removing = f"CREATE TRIGGER guard_removals_of_{table} BEFORE DELETE ON {table} {_REFUSE_ROW}"
    return {f"guard_removals_of_{table}": removing, **_truncating(table), **words}


def _truncating(table: str) -> dict[str, str]:
    name = f"guard_all_of_{table}"
    return {name: f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} {_REFUSE_ALL}"}


def _removing(table: str) -> dict[str, str]:
    name = f"guard_removals_of_{table}"
    return {name: f"CREATE TRIGGER {name} BEFORE DELETE ON {table} {_ABORT}"}


def _changing_on_postgres(model: type[Erasable]) -> str:
    """Refusing every UPDATE but the one that makes of the old row exactly the row without words."""
    empty, nested = _emptied(model)
    places = "".join(f", '{{{column},{key}}}'" for column, keys in nested.items() for key in keys)
    blank = json.dumps({"salt": "", **empty})
    return f"FOR EACH ROW EXECUTE FUNCTION audit_only_words_may_go('{blank}'{places})"


def _changing_on_sqlite(model: type[Erasable]) -> str:
    """The same, column by column."""
    empty, nested = _emptied(model)
    allowed = ["OLD.salt <> ''", "OLD.erased_at IS NULL", "NEW.erased_at IS NOT NULL", "NEW.salt = ''"]
    allowed += [
        f"NEW.{column} = '{value if isinstance(value, str) else json.dumps(value)}'"
        for column, value in empty.items()
    ]
    for column, keys in nested.items():
        paths = ", ".join(f"'$.{key}'" for key in keys)
        allowed.append(f"json(NEW.{column}) = json_remove(OLD.{column}, {paths})")
    same = [field.column for field in model._meta.concrete_fields]
    same = [name for name in same if name not in {"salt", "erased_at", *empty, *nested}]
    allowed += [f'NEW."{name}" IS OLD."{name}"' for name in same]
    return f"WHEN ({' AND '.join(allowed)}) IS NOT 1 {_ABORT}"


def _emptied(model: type[Erasable]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """What the columns of words hold once they are erased, and the keys that go out of others."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    empty: dict[str, Any] = {}
    nested: dict[str, list[str]] = {}
    for place in model.WORDS:
        column, _, key = place.partition(".")
        if key:
            nested.setdefault(column, []).append(key)
        else:
            empty[column] = fields[column].get_default()
    return empty, nested


def _has_marks(connection: BaseDatabaseWrapper, cursor: Any, table: str) -> bool:
    """Whether its migration has run: triggers are set after each of them."""
    columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    return columns >= _BESIDE


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
