"""SQLite: copied page by page through its online backup, while others read and write."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from zhongshan_crane.backups.snapshots import STORED_FILES, Snapshot, counted

DUMP = "database.sqlite3"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


def dump(target: Path) -> Snapshot:
    """Write the database as it is at one moment into one file."""
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it

        def ask(sql: str) -> list[tuple[Any, ...]]:
            return copy.execute(sql).fetchall()

        tables = [name for (name,) in ask(_TABLES)]
        return counted(ask, server=sqlite3.sqlite_version, tables=tables)


def load(source: Path) -> None:
    """Copy the pages back in one transaction of SQLite's own: readers see the old database or the new one."""
    connection.close()
    connection.ensure_connection()
    with _opened(source) as copy:
        copy.backup(connection.connection)
    connection.close()


def stored_files(source: Path) -> Iterator[str]:
    """The SM3 of each file that the dump names."""
    with _opened(source) as copy:
        for (sm3,) in copy.execute(f"SELECT sm3 FROM {STORED_FILES}"):
            yield sm3


def problem(source: Path) -> str:
    """What SQLite's own check finds first."""
    try:
        with _opened(source) as copy:
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            return "" if found == "ok" else str(found)
    except sqlite3.DatabaseError as error:
        return str(error)


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[sqlite3.Connection]:
    uri = f"{source.resolve().as_uri()}?mode=ro&immutable=1"
    with contextlib.closing(sqlite3.connect(uri, uri=True)) as copy:
        yield copy
