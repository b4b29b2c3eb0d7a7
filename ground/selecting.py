"""What a person ticked on a list, over all its pages, or the choice of everything that the list's filter finds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.http import Http404, QueryDict

Q = TypeVar("Q", bound=models.QuerySet[Any])
ID = re.compile(r"[0-9]{1,18}")  # what any database takes
MOST = 20_000  # ids that one request may name


@dataclass(frozen=True)
class Picked:
    """`ids`, or `everything` that the filter finds. `is_kept`: the browser kept ids over pages, some may be gone."""

    ids: tuple[int, ...] = ()
    everything: bool = False
    is_kept: bool = False

    def of(self, rows: Q, *, by: str = "pk") -> Q:
        """Those of `rows` that are ticked; what is not in `rows` (another firm's) is never found."""
        return rows.filter(**{f"{by}__in": self.ids})


def picked(params: QueryDict, name: str = "pk") -> Picked:
    """What `params` choose: `all`, the ticked boxes called `name`, and `picked`, the ids kept by the browser.

    Raises Http404 where a box holds no id, which no page ever sends.
    """
    if params.get("all"):
        return Picked(everything=True)
    boxes = params.getlist(name)
    if not all(ID.fullmatch(text) for text in boxes):
        raise Http404
    kept = [int(text) for text in params.get("picked", "").split(",")[:MOST] if ID.fullmatch(text)]
    return Picked(ids=tuple(dict.fromkeys([*map(int, boxes), *kept])), is_kept=bool(kept))
