"""Registers of several sizes, each a database of its own, so that one run can measure them side by side.

They are made by `seed_bulk` and dropped at the end; with BENCH_KEEP set they stay, and the next run finds them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections

from bench.neighbours import ROOT, database_url

SEED = 1
FIRM_HAS = 50  # machines, on average


def prepare(size: int) -> None:
    """See that the database of that size exists and is whole."""
    named = name_of(size)
    if connection.vendor == "sqlite":
        Path(named).parent.mkdir(parents=True, exist_ok=True)
    elif not _exists(named):
        _without_database(
            f"CREATE DATABASE \"{named}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        )
    manage(size, "migrate", "--verbosity", "0")
    firms = max(20, size // FIRM_HAS)
    told = ["--devices", size, "--enterprises", firms, "--renewals", size, "--seed", SEED, "--force-bulk"]
    manage(size, "seed_bulk", *map(str, told), "--verbosity", "0")
    connections.settings[_alias(size)] = {**connections.settings["default"], "NAME": named}


def manage(size: int, *words: str) -> None:
    """A management command on the database of that size."""
    around = os.environ | {"DATABASE_URL": database_url(name_of(size))}
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=around, check=True)  # noqa: S603


@contextmanager
def using(size: int) -> Iterator[None]:
    """Let everything in the block speak to the database of that size, on a connection that stays open."""
    real, kept = connections["default"], caches["default"]
    connections["default"], before = connections[_alias(size)], kept.key_prefix
    kept.key_prefix = f"bench-{size}"  # or a page of one size would show what was kept of another one
    try:
        yield
    finally:
        connections["default"], kept.key_prefix = real, before


def let_go(sizes: list[int]) -> None:
    """Drop the databases, unless BENCH_KEEP says otherwise."""
    for size in sizes:
        connections[_alias(size)].close()
        if os.environ.get("BENCH_KEEP"):
            continue
        if connection.vendor == "sqlite":
            for left in Path(name_of(size)).parent.glob(f"{Path(name_of(size)).name}*"):
                left.unlink()
        else:
            _without_database(f'DROP DATABASE IF EXISTS "{name_of(size)}"')


def _alias(size: int) -> str:
    return f"scale_{size}"


def name_of(size: int) -> str:
    """The database of that size."""
    if connection.vendor == "sqlite":
        return str(Path(settings.VAR_DIR) / "bench" / f"scale_{size}.sqlite3")
    return f"{connection.settings_dict['NAME']}_scale_{size}"


def _exists(name: str) -> bool:
    return bool(_without_database("SELECT 1 FROM pg_database WHERE datname = %s", name))


def _without_database(sql: str, *values: str) -> list[Any]:
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(sql, values or None)
        return list(cursor.fetchall()) if cursor.description else []
