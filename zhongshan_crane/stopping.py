"""A worker's end within a bound: SIGTERM lets tasks at work finish, and some seconds later gives them back.

Celery's own warm stop waits as long as the longest task, its soft stop sleeps its whole time, whether or not anything is
at work. What is given back is not lost: tasks are acknowledged after the work, and what they do is claimed row by row.
"""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

import structlog
from celery import signals
from django.conf import settings

_log = structlog.get_logger("worker")


@signals.worker_shutting_down.connect
def _stop_within_bound(how: str = "", **_: Any) -> None:
    """After WORKER_STOP_SECONDS turn the warm stop into a cold one."""
    if how != "Warm":
        return
    timer = threading.Timer(settings.WORKER_STOP_SECONDS, _give_back)
    timer.daemon = True
    timer.start()


def _give_back() -> None:
    _log.warning("tasks_given_back", seconds=settings.WORKER_STOP_SECONDS)
    os.kill(os.getpid(), signal.SIGQUIT)
