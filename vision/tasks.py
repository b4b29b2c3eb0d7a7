"""What the worker of the queue `vision` does; a task carries nothing, the truth is on the rows."""

from __future__ import annotations

import time

from celery import shared_task

from vision import asking

SECONDS = 45  # after which no further picture is begun
# A picture that hangs ends its worker's patience, then its process; what waits goes on with the next look.
PATIENCE = SECONDS + 45


@shared_task(name=asking.TASK, queue=asking.QUEUE, soft_time_limit=PATIENCE, time_limit=PATIENCE + 15)
def read_waiting() -> None:
    """Read the pictures that wait."""
    asking.read_waiting(until=time.monotonic() + SECONDS)


@shared_task(name="vision.tasks.forget_readings")
def forget_readings() -> None:
    """Let go of readings whose file is gone."""
    asking.forget_orphans()
