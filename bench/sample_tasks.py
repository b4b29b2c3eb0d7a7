"""The tasks of `bench.tasks`, which its worker knows besides the product's own."""

from __future__ import annotations

import time

from celery import shared_task
from django.conf import settings
from redis import Redis

from accounts.models import Enterprise

QUEUE, PATIENCE = "bench", 120  # seconds


@shared_task(name="bench.nothing", queue=QUEUE)
def nothing() -> None:
    """Nothing."""


@shared_task(name="bench.one_query", queue=QUEUE)
def one_query() -> None:
    """One question by key."""
    Enterprise.objects.filter(pk=1).exists()


@shared_task(name="bench.begin", queue=QUEUE)
def begin(mark: str) -> None:
    """Wait until everything is in the queue, then tell the moment."""
    Redis.from_url(settings.REDIS_URL).blpop([f"{mark}:filled"], PATIENCE)
    tell(mark)


@shared_task(name="bench.tell", queue=QUEUE)
def tell(mark: str) -> None:
    """Tell the moment to whoever waits for it."""
    Redis.from_url(settings.REDIS_URL).rpush(mark, repr(time.monotonic()))
