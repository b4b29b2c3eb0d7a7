"""Many bounded counts by one query: each stops at a cap, so that none grows with its table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import IntegerField, Subquery

from ground.keyset import COUNT_CAP


class CappedCount(Subquery):
    """How many rows a query finds, counted no further than it is sliced."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS found)"
    output_field = IntegerField()


def counted(
    row: models.QuerySet[Any], found: Mapping[str, models.QuerySet[Any]], *, cap: int = COUNT_CAP
) -> dict[str, int]:
    """Name → number of rows, at most `cap`, by one query for all names; nothing is asked where there are none.

    `row` is any query of exactly one row to hang them on: the firm or the person who asks.
    """
    if not found:
        return {}
    columns = {
        f"count_{number}": CappedCount(rows.order_by().values("pk")[:cap])
        for number, rows in enumerate(found.values())
    }
    numbers = row.order_by().annotate(**columns).values_list(*columns)[0]
    # A query that can find nothing is left out of the SQL, and answers null.
    return {name: number or 0 for name, number in zip(found, numbers, strict=True)}
