"""A past moment for the demonstration, so that its history was written by the services themselves.

The services ask `django.utils.timezone.now`, and the models' columns have that function as their default.
`moment` answers both with the time given, for the length of its block and in this process alone; nothing
is updated afterwards, so the append-only history needs no exception.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from django.db.models import Model
from django.db.models.signals import post_init
from django.utils import timezone

_real_now = timezone.now
SATURDAY = 5


@contextmanager
def moment(then: dt.datetime) -> Iterator[None]:
    """Let everything that happens inside the block happen at `then` (aware); a block within has its own."""

    def date_the_new(instance: Model, **_: Any) -> None:
        if instance.pk is None:
            for name in _dated_fields(type(instance)):
                setattr(instance, name, then)

    post_init.connect(date_the_new, weak=False)
    try:
        with patch.object(timezone, "now", lambda: then):
            yield
    finally:
        post_init.disconnect(date_the_new)


@cache
def _dated_fields(model: type[Model]) -> tuple[str, ...]:
    """The columns that take the present time unless told otherwise."""
    fields = model._meta.concrete_fields
    return tuple(field.attname for field in fields if getattr(field, "default", None) is _real_now)


class Calendar:
    """The days before the seeding, as offices count them."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = timezone.localtime(now)

    def workday(self, before: int, hour: int = 9, minute: int = 30) -> dt.datetime:
        """The moment so many working days (weekdays) before today; `before` is at least 1."""
        day = self.now.date()
        while before > 0:
            day -= dt.timedelta(days=1)
            before -= day.weekday() < SATURDAY
        return dt.datetime.combine(day, dt.time(hour, minute), self.now.tzinfo)

    def minutes_ago(self, minutes: int) -> dt.datetime:
        """The moment so many minutes before the seeding."""
        return self.now - dt.timedelta(minutes=minutes)
