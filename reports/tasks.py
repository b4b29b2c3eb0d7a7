"""What the workers do for the reports; repeating it changes nothing."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reports.measuring import measure_day


@shared_task(name="reports.tasks.measure")
def measure() -> None:
    """Keep the figures of the day, so that weeks can be compared."""
    measure_day(timezone.now())
