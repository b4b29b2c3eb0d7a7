"""Many rows as one column of another read, a list of lists made by the database; and rows that such a column lists."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Func, JSONField, QuerySet, Subquery
from django.db.models.functions import JSONArray


class _Gathered(Func):
    """The values of all rows as one list; a function to Django, so that nothing is grouped."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def rows_of(queryset: QuerySet[Any], *columns: Any) -> Subquery:
    """`columns` of all rows of `queryset`, which may refer outwards (OuterRef); None or [] where there are none.

    Dates and decimals come as JSON has them, truth values of SQLite as 0 and 1.
    """
    gathered = queryset.order_by().annotate(gathered=_Gathered(JSONArray(*columns)))
    return Subquery(gathered.values("gathered"))


class Listed(Func):
    """Whether a text stands under `key` in one of the objects of a JSON list: `Listed("sm3", listed, key="sm3")`.

    A list that is not there lists nothing.
    """

    output_field = BooleanField()

    def __init__(self, text: Any, listed: Any, *, key: str) -> None:
        if not key.isidentifier():
            raise ValueError(key)
        super().__init__(text, listed, key=key)

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        return self._among(compiler, "SELECT item ->> '{key}' FROM JSONB_ARRAY_ELEMENTS({listed}) AS item")

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        return self._among(
            compiler, "SELECT JSON_EXTRACT(item.value, '$.{key}') FROM JSON_EACH({listed}) AS item"
        )

    def _among(self, compiler: Any, texts_of: str) -> tuple[str, tuple[Any, ...]]:
        (text, texts), (listed, lists) = map(compiler.compile, self.source_expressions)
        return f"({text} IN ({texts_of.format(listed=listed, **self.extra)}))", (*texts, *lists)
