"""What the workers do for machines; a task carries nothing, the truth is on the rows."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from devices.imports.jobs import QUEUE, TASK, work_through
from devices.imports.work import WORK, forget_old

SECONDS = 280  # below the broker's patience: what is not done by then goes on with the next look


@shared_task(name=TASK, queue=QUEUE, soft_time_limit=SECONDS, time_limit=SECONDS + 10)
def work_on_imports() -> None:
    """Read, try out and take over what is due of 台账导入."""
    work_through(WORK)


@shared_task(name="devices.tasks.forget_imports")
def forget_imports() -> None:
    """Let go the rows of old imports, which hold contact persons."""
    forget_old(timezone.now())
