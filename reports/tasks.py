"""What the workers do for the reports; repeating it changes nothing."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from ground.errors import RuleBroken
from reports import keeping
from reports.measuring import measure_day
from reports.weekly import make_bulletin_due

_log = logging.getLogger(__name__)


@shared_task(name="reports.tasks.measure")
def measure() -> None:
    """Keep the figures of the day, so that weeks can be compared."""
    measure_day(timezone.now())


@shared_task(name="reports.tasks.keep_reports")
def keep_reports() -> None:
    """Count the reports that take long before people ask for them."""
    keeping.keep_reports()


@shared_task(name="reports.tasks.make_bulletin")
def make_bulletin() -> None:
    """Make the 通报 of the week before, once it is due."""
    try:
        make_bulletin_due(timezone.now())
    except RuleBroken as busy:  # the next look tries again
        _log.warning("bulletin not made: %s", busy.message)
