"""The worker's application; the request's id travels with each task."""

from __future__ import annotations

import logging.config
import os
from contextlib import AbstractContextManager
from typing import Any

import structlog
from celery import Celery, Task, signals
from django.conf import settings
from django.db import connections

from ground.request_context import current_request_id, request_context
from zhongshan_crane import maintenance, stopping
from zhongshan_crane.monitoring import workers

__all__ = ["app", "stopping", "workers"]  # the last two for their signals

_log = structlog.get_logger("task")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongshan_crane.settings")


class PausingTask(Task):
    """While the portal is closed nothing begins: tasks carry nothing, the next look finds the same rows."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Work, or leave it."""
        return None if maintenance.closure() else super().__call__(*args, **kwargs)


app = Celery("zhongshan_crane", task_cls=PausingTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

_open_contexts: dict[str, AbstractContextManager[None]] = {}


@signals.setup_logging.connect
def _our_logging(**_: Any) -> None:
    """Keep Celery from replacing the JSON lines by its own."""
    logging.config.dictConfig(settings.LOGGING)


@signals.before_task_publish.connect
def _send_request_id(headers: dict[str, Any], **_: Any) -> None:
    """Give the task the id of the request that started it."""
    if request_id := current_request_id():
        headers["request_id"] = request_id


@signals.task_prerun.connect
def _leave_broken_connections(**_: Any) -> None:
    """Celery keeps a connection for many tasks; one that the database has closed must not fail them all."""
    for one in connections.all(initialized_only=True):
        if not one.in_atomic_block:  # a task that somebody calls in the middle of a transaction
            one.close_if_unusable_or_obsolete()


@signals.task_prerun.connect
def _take_request_id(task_id: str, task: Any, **_: Any) -> None:
    """Work under the sender's id; a task of the timetable works under its own."""
    context = request_context(request_id=getattr(task.request, "request_id", "") or task_id)
    context.__enter__()
    _open_contexts[task_id] = context


@signals.task_postrun.connect
def _drop_request_id(task_id: str, task: Any, state: str | None = None, **_: Any) -> None:
    """Leave the id with the task; one that somebody's request started leaves a line, the timetable's would fill the log."""
    if getattr(task.request, "request_id", ""):
        _log.info("task", task=task.name, state=state)
    if context := _open_contexts.pop(task_id, None):
        context.__exit__(None, None, None)
