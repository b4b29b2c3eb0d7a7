"""批次 as a choice of a list: a machine or a renewal may belong to several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet

from accounts.models import User
from ground.facets import Facet
from renewals.models import Batch, BatchMachine

LATEST = 20  # batches that are offered


def batch_facets(user: User, of: str) -> tuple[Facet, ...]:
    """The choice of the firm's latest batches, none where there are none; `of` is `device` or `renewal`."""
    mine = Batch.objects.visible_to(user)
    numbers = list(mine.order_by("-created_at", "-id").values_list("number", flat=True)[:LATEST])
    if not numbers:
        return ()
    members = BatchMachine.objects.filter(batch__enterprise=user.own_enterprise)

    def narrow(rows: QuerySet[Any], number: str) -> QuerySet[Any]:
        return rows.filter(pk__in=members.filter(batch__number=int(number)).values(of))

    def count(rows: QuerySet[Any]) -> Mapping[str, int]:
        found = members.filter(**{f"{of}__in": rows.order_by().values("pk")}).order_by()
        counted = found.values_list("batch__number").annotate(Count(of, distinct=True))
        return {str(number): total for number, total in counted}

    words = {str(number): f"第 {number} 批" for number in numbers}
    return (Facet("batch", "批次", words, narrow=narrow, own_count=count, occurring=True),)


# As the interface's description says it: a firm's batches stand in the database.
ANY_BATCH = Facet("batch", "批次", {})
