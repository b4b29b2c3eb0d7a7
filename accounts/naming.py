"""Finding rows by the name of their firm."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import Enterprise
from ground.searching import among


def of_firm_named(words: str) -> Q:
    """The condition that the name of a row's firm contains `words`; one query."""
    return among(Enterprise.objects.filter(name__icontains=words), "enterprise_id")
