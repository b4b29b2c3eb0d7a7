"""A row locked by a read whose SQL is made once in a process.

Django makes a statement anew each time that it is asked. For a row with its neighbours and some subqueries that takes
longer than the database takes to answer. What a read changes from one time to the next are its conditions alone: these
are made by Django every time, and by their SQL the whole statement is found again. Rows become objects as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models, router, transaction
from django.db.models.sql import Query

M = TypeVar("M", bound=models.Model)
Narrowing = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Statement:
    """The SQL, the compiler that made it and knows what each column becomes, the values before those of the conditions."""

    sql: str
    compiler: Any
    converters: Any
    before: tuple[Any, ...]

    def ready(self, using: str, values: tuple[Any, ...]) -> Any:
        """A compiler that asks it with these values of the conditions, by this thread's connection."""
        compiler = copy(self.compiler)
        compiler.connection = connections[using]
        compiler.as_sql = lambda *_, **__: (self.sql, (*self.before, *values))
        compiler.get_converters = lambda _columns: self.converters
        return compiler


class _Asked(Query):
    """A query whose compiler is ready."""

    ready: Any

    def get_compiler(self, *_: Any, **__: Any) -> Any:
        return self.ready


class KeptSelect(Generic[M]):
    """The locking reads of one queryset that differ in their conditions alone.

    `rows` has no condition of its own and no order, and what its annotations compare with never changes: it is kept.
    A narrowing is given a queryset of the model and returns it with conditions on the model's own columns. Each number
    of values in an `IN` is a statement of its own. Raises TypeError for anything else.
    """

    def __init__(self, rows: models.QuerySet[M]) -> None:
        if rows.query.where or rows.query.order_by:
            raise TypeError("a kept read has neither conditions nor an order of its own")
        self._rows = rows
        self._bare = rows.model._default_manager.all()
        self._made: dict[tuple[str, str], _Statement] = {}

    def lock(self, narrowing: Narrowing) -> M:
        """Lock and return the one row, as `writing.lock_row`; of the joined tables nothing is locked.

        To be called inside a transaction. Raises the model's DoesNotExist where there is none.
        """
        model: Any = self._rows.model
        using = router.db_for_write(model)
        if not transaction.get_connection(using).in_atomic_block:
            raise transaction.TransactionManagementError("a row is locked inside a transaction only")
        found = self._read(narrowing, using)
        if not found:
            raise model.DoesNotExist
        if len(found) > 1:
            raise model.MultipleObjectsReturned
        return found[0]

    def _read(self, narrowing: Narrowing, using: str) -> list[M]:
        bare = narrowing(self._bare).query
        if sum(map(bool, bare.alias_refcount.values())) > 1 or bare.annotations or bare.is_sliced:
            raise TypeError("a kept read is narrowed by conditions on the model's own columns alone")
        try:
            where, values = bare.get_compiler(using).compile(bare.where)
        except EmptyResultSet:
            return []
        known = self._made.get((using, where))
        if known is None:
            known = self._made[using, where] = self._make(narrowing, using, where, tuple(values))
        query = _Asked(self._rows.model)
        query.ready = known.ready(using, tuple(values))
        return list(models.QuerySet(self._rows.model, query, using))

    def _make(self, narrowing: Narrowing, using: str, where: str, values: tuple[Any, ...]) -> _Statement:
        rows = narrowing(self._rows).select_for_update(of=("self",))
        compiler = rows.query.get_compiler(using)
        sql, params = compiler.as_sql()
        before = tuple(params[: len(params) - len(values)])
        _head, found, tail = sql.rpartition(f" WHERE {where}")
        if not found or tuple(params) != (*before, *values) or "%s" in tail:
            raise TypeError("the conditions of a kept read are the last part of its statement")
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return _Statement(sql, compiler, converters, before)
