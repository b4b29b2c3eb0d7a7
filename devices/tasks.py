"""What the workers do for machines; a task carries nothing, the truth is on the rows, and twice changes nothing."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from devices.aging import judge_stale
from devices.imports.jobs import QUEUE, TASK, work_through
from devices.imports.work import WORK, forget_old
from devices.models import Device

SECONDS = 280  # below the broker's patience: what is not done by then goes on with the next look
SECONDS_TO_JUDGE = 30


@shared_task(name=TASK, queue=QUEUE, soft_time_limit=SECONDS, time_limit=SECONDS + 10)
def work_on_imports() -> None:
    """Read, try out and take over what is due of 台账导入."""
    work_through(WORK)


@shared_task(name="devices.tasks.forget_imports")
def forget_imports() -> None:
    """Let go the rows of old imports, which hold contact persons."""
    forget_old(timezone.now())


@shared_task(name="devices.tasks.judge_ages")
def judge_ages() -> None:
    """Judge the ages of machines whose kept days rest on other assumptions of the city."""
    judge_stale(Device.objects.all(), seconds=SECONDS_TO_JUDGE)
