"""The one way in which a state changes: lock, guard, compare-and-set.

`select_for_update` serialises deciders on PostgreSQL; SQLite does so by its immediate transactions.
The UPDATE repeats state and revision in its WHERE, so that a stale page, a second click or a second
person ends in one change and one readable refusal.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models, transaction

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
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a state changes inside a transaction only")
    seen = row.revision  # type: ignore[attr-defined]
    changes = {name: getattr(row, name) for name in fields}
    updated = (
        type(row)
        ._base_manager.filter(pk=row.pk, revision=seen, **expect)
        .update(revision=seen + 1, **changes)
    )
    if updated != 1:
        raise StepRefused("stale", STALE)
    row.revision = seen + 1  # type: ignore[attr-defined]
