"""A limit on requests under way at the same moment, in all processes together (PROVINCE_MAX_IN_FLIGHT)."""

from __future__ import annotations

import datetime as dt
import random
import time
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from provincial_sync.models import CallSlot

LONGEST = 4  # times the timeout: connecting, and an answer that drips in (answers._PATIENCE)
_PATIENCE_SECONDS = 3.0  # how long a request waits for a place before it is put off
_STEP_SECONDS = 0.1


@dataclass(frozen=True)
class Place:
    """A place that this process holds; without a limit it has no number."""

    number: int = 0
    token: str = ""


def take() -> Place | None:
    """A place for one request, None where all were taken for some seconds.

    A place whose process died is free again when its time is over: no request lasts that long.
    """
    limit = settings.PROVINCE_MAX_IN_FLIGHT
    if limit < 1:
        return Place()
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        if place := _try(limit):
            return place
        if time.monotonic() >= until:
            return None
        time.sleep(_STEP_SECONDS)


def leave(place: Place | None) -> None:
    """Free the place; one that was lost meanwhile is not touched."""
    if place and place.number:
        CallSlot.objects.filter(pk=place.number, token=place.token).update(taken_until=None, token="")


def under_way(now: dt.datetime) -> int:
    """How many requests are under way."""
    return CallSlot.objects.filter(taken_until__gte=now).count()


def _try(limit: int) -> Place | None:
    now, token = timezone.now(), uuid.uuid4().hex
    free = Q(taken_until__isnull=True) | Q(taken_until__lt=now)
    rows = dict(CallSlot.objects.filter(pk__lte=limit).values_list("pk", "taken_until"))
    if len(rows) < limit:
        CallSlot.objects.bulk_create([CallSlot(number=n) for n in range(1, limit + 1)], ignore_conflicts=True)
        rows = {n: rows.get(n) for n in range(1, limit + 1)}
    numbers = [number for number, taken in rows.items() if taken is None or taken < now]
    random.shuffle(numbers)
    lease = dt.timedelta(seconds=LONGEST * settings.PROVINCE_TIMEOUT_SECONDS + 5)
    for number in numbers:
        if CallSlot.objects.filter(free, pk=number).update(taken_until=now + lease, token=token):
            return Place(number, token)
    return None
