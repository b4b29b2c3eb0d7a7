"""Loading without indexes and foreign keys, and making them afterwards: building sorts once, row by row it does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models

LARGE = 20_000  # rows from which it is worth it
# The definitions as the database tells them, so that what comes back is what was there.
FOREIGN_KEYS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
"""
INDEXES = """
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""


@contextmanager
def set_aside(tables: list[type[models.Model]], *, rows: int) -> Iterator[None]:
    """On PostgreSQL, for many rows: the block runs without the tables' indexes and foreign keys.

    Must run inside a transaction: whoever else writes there waits for its end, and if it fails nothing is lost.
    """
    if connection.vendor != "postgresql" or rows < LARGE:
        yield
        return
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is still to be checked stands in the way
        found: list[tuple[str, str]] = []
        for question in (FOREIGN_KEYS, INDEXES):
            cursor.execute(question, [names])
            found += cursor.fetchall()
        for drop, _make in found:
            cursor.execute(drop)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _drop, make in reversed(found):
            cursor.execute(make)
