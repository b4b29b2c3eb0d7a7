"""Versions of the catalogue as the city makes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from devices.catalogue import editing
from devices.models import CatalogueVersion
from devices.models.catalogue import catalogue_of
from devices.services.catalogue import keep_entries, put_into_force, start_draft

CRANE = "tower_crane"
REASON = "按省厅新的申请表调整。"
TONNES: dict[str, Any] = {
    "unit": "t",
    "old_unit": "t",
    "factor": "1",
    "places": 3,
    "warn": ["2.5", "64"],
    "error": ["1", "400"],
}


@pytest.fixture(autouse=True)
def _no_version_of_another_test() -> Iterator[None]:
    """A rolled back test gives its ids to the next one; what a process has read of them must go."""
    catalogue_of.cache_clear()
    yield
    catalogue_of.cache_clear()


def changing(code: str, category: str = CRANE, **given: Any) -> Callable[[Any], Any]:
    """A change of one parameter, which stays in its place."""
    return lambda data: editing.with_parameter(
        data, category, code, given, editing.place_of(data, category, code)
    )


def in_tonnes() -> Callable[[Any], Any]:
    """最大起重量 in t, as the old certificate had it, no more in kg."""
    return changing("max_lifting_capacity", **TONNES)


def published(user: Any, *changes: Callable[[Any], Any], days: int = 0) -> CatalogueVersion:
    """The next version with these changes, in force from today, or in so many days."""
    draft = start_draft(user=user)
    for change in changes:
        draft = keep_entries(user=user, revision=draft.revision, change=change)
    day = timezone.localdate() + dt.timedelta(days=days)
    return put_into_force(user=user, revision=draft.revision, effective_on=day, reason=REASON)
