"""What is counted in the very moment that a dump shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Ask = Callable[[str], list[tuple[Any, ...]]]
MIGRATIONS, STORED_FILES = "django_migrations", "documents_storedfile"


@dataclass(frozen=True)
class Snapshot:
    """The server's version, the applied migrations, and the rows of each table."""

    server: str
    migrations: list[tuple[str, str]]
    rows: dict[str, int]


def counted(ask: Ask, *, server: str, tables: Iterable[str]) -> Snapshot:
    """Ask one connection for all of it."""
    applied = [(app, name) for app, name in ask(f"SELECT app, name FROM {MIGRATIONS} ORDER BY id")]
    rows = {table: ask(f'SELECT COUNT(*) FROM "{table}"')[0][0] for table in sorted(tables)}
    return Snapshot(server, applied, rows)
