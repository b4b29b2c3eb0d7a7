"""Searching numbers, models and serials as people type them."""

from __future__ import annotations

import re
import unicodedata

from django.db import models

_SEPARATORS = re.compile(r"[\s\-－—–‐_/()（）·.,，]+")


def folded(text: str) -> str:
    """Half width, upper case, no separators: the form in which words are compared."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def search_text(*words: str) -> str:
    """The column that a search looks through: every word folded, apart from its neighbours."""
    return " ".join(dict.fromkeys(folded(word) for word in words if folded(word)))[:400]


def matching(text: str, column: str = "search_text") -> models.Q:
    """The condition that `text`, folded, occurs in a record's search column."""
    return models.Q(**{f"{column}__contains": folded(text)})
