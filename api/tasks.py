"""What the workers do for the interface; the task carries nothing, and the timetable repeats it."""

from __future__ import annotations

import structlog
from celery import shared_task

from api.once import forget_old_answers

_log = structlog.get_logger("api.tasks")


@shared_task(name="api.tasks.forget_answers")
def forget_answers() -> None:
    """Delete the kept answers that nobody can ask for any more."""
    _log.info("kept answers forgotten", rows=forget_old_answers())
