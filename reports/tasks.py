"""What the workers do for the reports; repeating it changes nothing."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reports.measuring import judge_ages, measure_day

SECONDS_TO_JUDGE = 30


@shared_task(name="reports.tasks.measure")
def measure() -> None:
    """Keep the figures of the day, so that weeks can be compared."""
    measure_day(timezone.now())


@shared_task(name="reports.tasks.judge_ages")
def judge_ages_of_machines() -> None:
    """Judge the ages of machines whose records were changed."""
    judge_ages(seconds=SECONDS_TO_JUDGE)
