"""An empty database for processes of a test's own, beside the one that DATABASE_URL names."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit


@contextlib.contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """Give an empty database beside the one that DATABASE_URL names; on SQLite the file lies in the folder."""
    given = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not given.scheme.startswith("postgres"):
        yield {}
        return
    name = (
        f"{given.path.strip('/')}_{os.getpid()}_{secrets.token_hex(3)}"  # a process may want several at once
    )
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    create = f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
    _on_server(given.geturl(), drop, create)
    yield {"DATABASE_URL": urlunsplit(given._replace(path=f"/{name}"))}
    _on_server(given.geturl(), drop)


def _on_server(url: str, *statements: str) -> None:
    import psycopg2

    connection = psycopg2.connect(url)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
