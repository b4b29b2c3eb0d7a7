"""What the workers do; a task carries nothing, the truth is on the rows, and the timetable repeats it."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from provincial_sync.daily import run_what_is_due
from provincial_sync.feed_rounds import feed_round
from provincial_sync.rounds import hand_over_round, poll_round

SECONDS = 20  # of a round, far below the workers' time limits


@shared_task(name="provincial_sync.tasks.hand_over_due")
def hand_over_due() -> None:
    """Hand over everything that is due."""
    hand_over_round(seconds=SECONDS)


@shared_task(name="provincial_sync.tasks.poll_due")
def poll_due() -> None:
    """Ask about everything that is due."""
    poll_round(seconds=SECONDS)


@shared_task(name="provincial_sync.tasks.read_feed")
def read_feed() -> None:
    """Read the province's registration changes on."""
    feed_round(seconds=SECONDS)


@shared_task(name="provincial_sync.tasks.daily_runs", soft_time_limit=270, time_limit=285)
def daily_runs() -> None:
    """Compare with the province and mail the digest, each once a day."""
    run_what_is_due(timezone.now())
