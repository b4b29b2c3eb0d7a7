"""What the workers do for machines; repeating it changes nothing."""

from __future__ import annotations

from celery import shared_task

from devices.aging import judge_stale
from devices.models import Device

SECONDS_TO_JUDGE = 30


@shared_task(name="devices.tasks.judge_ages")
def judge_ages() -> None:
    """Judge the ages of machines whose kept days rest on other assumptions of the city."""
    judge_stale(Device.objects.all(), seconds=SECONDS_TO_JUDGE)
