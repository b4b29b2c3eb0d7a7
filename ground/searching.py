"""Searching numbers, models and serials as people type them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

FEW = 1000  # subjects that a search names one by one
_SEPARATORS = re.compile(r"[\s\-－—–‐_/()（）·.,，]+")


def folded(text: str) -> str:
    """Half width, upper case, no separators: the form in which words are compared."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def search_text(*words: str) -> str:
    """The column that a search looks through: every word folded, apart from its neighbours."""
    return " ".join(dict.fromkeys(filter(None, map(folded, words))))[:400]


def matching(text: str, column: str = "search_text") -> models.Q:
    """The condition that `text`, folded, occurs in a record's search column."""
    return models.Q(**{f"{column}__contains": folded(text)})


def among(subjects: models.QuerySet[Any], column: str) -> models.Q:
    """The condition that a row's `column` is the key of one of `subjects`, good beside others (OR); one query.

    Few are named by their keys, so that an index finds their rows. Of many, a page is full after a short walk along
    the list's own index, each row asking for its subject by the key: the range says that, where an equality would
    let PostgreSQL read all subjects first.
    """
    found = list(subjects.order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(found) <= FEW:
        return models.Q(**{f"{column}__in": found})
    return models.Q(Exists(subjects.filter(pk__gte=OuterRef(column), pk__lte=OuterRef(column))))
