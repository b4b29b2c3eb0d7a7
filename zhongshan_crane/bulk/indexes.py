"""Loading without indexes, foreign keys and unique constraints, and making them afterwards, several at once: that sorts once.

What is to be made again stands in a table until it is made, so that whatever ends the making, the next run goes on with it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import connection, models, transaction

LEFT = "bulk_set_aside"
# The definitions as the database tells them, so that what comes back is what was there. Turns: what others build on comes first.
SET_ASIDE = f"""
CREATE TABLE {LEFT} AS
SELECT row_number() OVER () AS id, found.* FROM (
    SELECT 1 AS turn, indrelid AS place, pg_get_indexdef(indexrelid) AS make,
        CASE WHEN held.oid IS NULL THEN format('DROP INDEX %%s', indexrelid::regclass)
        ELSE format('ALTER TABLE %%s DROP CONSTRAINT %%I', indrelid::regclass, conname) END AS take
    FROM pg_index LEFT JOIN pg_constraint held ON conindid = indexrelid AND contype = 'u'
    WHERE NOT indisprimary
    UNION ALL
    SELECT 2, conrelid, format(
        'ALTER TABLE %%s ADD CONSTRAINT %%I UNIQUE USING INDEX %%I%%s%%s', conrelid::regclass, conname, conname,
        CASE WHEN condeferrable THEN ' DEFERRABLE' END, CASE WHEN condeferred THEN ' INITIALLY DEFERRED' END
    ), NULL
    FROM pg_constraint WHERE contype = 'u'
    UNION ALL
    SELECT 3, conrelid, format(
        'ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)
    ), format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname)
    FROM pg_constraint WHERE contype = 'f'
) found WHERE place = ANY(%s::regclass[])
"""  # noqa: S608 - the name is ours
TAKE = f"SELECT take FROM {LEFT} WHERE take IS NOT NULL ORDER BY turn DESC"  # noqa: S608
# What takes longest begins first, so that no process waits for it alone at the end.
MAKE = f"""
SELECT id, make FROM {LEFT} WHERE turn = %s ORDER BY make NOT LIKE '%% USING gin %%', pg_relation_size(place) DESC, id
"""  # noqa: S608
MADE = f"DELETE FROM {LEFT} WHERE id = %s"  # noqa: S608
# Half the time of loading goes into packing long columns; what is packed so is read like any other.
QUICK_COMPRESSION = """
SELECT set_config(name, 'lz4', true) FROM pg_settings
WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)
"""
TABLES = """
SELECT format('VACUUM ANALYZE %s', oid::regclass) FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace ORDER BY pg_relation_size(oid) DESC
"""


def set_aside(tables: list[type[models.Model]]) -> None:
    """Take the tables' indexes and constraints away, but for their keys and checks; PostgreSQL alone, in a transaction.

    Whoever else writes there waits for its end, and if it fails nothing is lost.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is still to be checked stands in the way
        cursor.execute(SET_ASIDE, [[model._meta.db_table for model in tables]])
        cursor.execute(TAKE)
        for (take,) in cursor.fetchall():
            cursor.execute(take)
        cursor.execute(QUICK_COMPRESSION)


def are_missing() -> bool:
    """Whether some that were set aside are not made again yet."""
    return connection.vendor == "postgresql" and LEFT in connection.introspection.table_names()


def put_back() -> None:
    """Make what is missing, on a connection for each processor; not in a transaction. What has been made stays made."""
    with connection.cursor() as cursor:
        for turn in (1, 2, 3):
            cursor.execute(MAKE, [turn])
            work = [partial(_make, *one) for one in cursor.fetchall()]
            # Constraints lock two tables each, and would wait for one another.
            _at_once(work, threads=(os.cpu_count() or 1) if turn == 1 else 1)
        cursor.execute(f"DROP TABLE {LEFT}")


def tidy() -> None:
    """Let the database know what it now holds, as its own housekeeping would some minutes later; not in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        _at_once([partial(_run, told) for (told,) in cursor.fetchall()], threads=os.cpu_count() or 1)


def _make(number: int, statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SET LOCAL max_parallel_maintenance_workers = 0")  # the processors have enough to do
        cursor.execute(statement)
        cursor.execute(MADE, [number])


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _at_once(works: Iterable[Callable[[], None]], *, threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        waiting = [pool.submit(_on_its_own, work) for work in works]
        try:
            for one in waiting:
                one.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _on_its_own(work: Callable[[], None]) -> None:
    """A thread has a connection of its own, which nobody else would close."""
    try:
        work()
    finally:
        connection.close()
