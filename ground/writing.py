"""The ways in which a row changes: lock, guard, compare-and-set; or all three in one statement (`take_row`).

`select_for_update` serialises deciders on PostgreSQL; SQLite does so by its immediate transactions.
The UPDATE repeats state and revision in its WHERE, so that a stale page, a second click or a second
person ends in one change and one readable refusal.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models, transaction
from django.db.models.sql import UpdateQuery

from ground.errors import StepRefused

M = TypeVar("M", bound=models.Model)

STALE = "这条记录在您打开之后已有变化，您的操作没有生效。请刷新页面，核对最新内容后再办理。"


def lock_row(queryset: models.QuerySet[M], *, revision: int | None = None) -> M:
    """Lock and return the single row of `queryset`; must run inside a transaction.

    `revision` is the one that the person saw; None where the caller is not a page.
    Raises StepRefused("stale") when it has moved on, the model's DoesNotExist when there is none.
    """
    row = queryset.select_for_update(of=("self",)).get()
    if revision is not None and row.revision != revision:  # type: ignore[attr-defined]
        raise StepRefused("stale", STALE)
    return row


def write_row(row: models.Model, *, fields: tuple[str, ...], expect: dict[str, Any]) -> None:
    """Write `fields` of a locked `row` and raise its revision by one.

    `expect` holds the column values that must still stand (the state before the step).
    Raises StepRefused("stale") when another write came between.
    """
    connection, meta = transaction.get_connection(), row._meta
    if not connection.in_atomic_block:
        raise RuntimeError("a state changes inside a transaction only")
    seen = row.revision  # type: ignore[attr-defined]
    written: list[Any] = [meta.get_field(name) for name in fields]
    known: list[Any] = [(meta.get_field(name), value) for name, value in expect.items()]
    quoted = connection.ops.quote_name
    changes = "".join(f", {quoted(field.column)} = %s" for field in written)
    same = "".join(
        f" AND {quoted(field.column)} " + ("IS NULL" if value is None else "= %s") for field, value in known
    )
    sql = (
        f"UPDATE {quoted(meta.db_table)} SET revision = %s{changes} "  # noqa: S608 - names of ours
        f"WHERE {quoted(meta.pk.column)} = %s AND revision = %s{same}"
    )
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in written]
    guards = [field.get_db_prep_save(value, connection) for field, value in known if value is not None]
    with transaction.mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
        cursor.execute(sql, [seen + 1, *values, row.pk, seen, *guards])
        updated = cursor.rowcount
    if updated != 1:
        raise StepRefused("stale", STALE)
    row.revision = seen + 1  # type: ignore[attr-defined]


def take_row(rows: models.QuerySet[M], *, seen: tuple[str, ...], **changes: Any) -> M | None:
    """Change the row of `rows` and return it with its columns `seen`; None where no row fulfils their conditions.

    The conditions are the guard: of two people at once the second finds no row. The caller then locks, and says why.
    """
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(changes)
    compiler, meta = query.get_compiler(rows.db), rows.model._meta
    fields = [field for field in meta.concrete_fields if field.primary_key or field.name in seen]
    quoted = ", ".join(compiler.quote_name_unless_alias(field.column) for field in fields)
    converters = compiler.get_converters([field.get_col(meta.db_table) for field in fields])
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    with connections[rows.db].cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {quoted}", params)
        found = list(compiler.apply_converters(cursor.fetchall(), converters))
    names = [field.attname for field in fields]
    return rows.model.from_db(rows.db, names, found[0]) if found else None
