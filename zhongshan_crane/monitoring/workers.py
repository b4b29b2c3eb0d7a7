"""Workers: time and failures of every task, and a door for Prometheus where WORKER_METRICS_LISTEN names one."""

from __future__ import annotations

import threading
import time
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import structlog
from celery import signals
from django.conf import settings

from zhongshan_crane.monitoring import counters, files

_log = structlog.get_logger("monitoring")
_began: dict[str, float] = {}


@signals.celeryd_init.connect
def _begin(sender: str, **_: Any) -> None:
    """Count in files; `sender` is the worker's name, one for each worker of a machine."""
    files.begin(f"worker-{sender}")


@signals.worker_process_init.connect
def _name(**_: Any) -> None:
    """Take the number of the place in the pool, which a successor inherits."""
    from billiard.process import current_process

    files.name_process(getattr(current_process(), "index", "main"))


@signals.worker_ready.connect
def _open_door(**_: Any) -> None:
    """Answer /metrics for this machine's processes; a port that is taken costs the figures alone."""
    if not settings.WORKER_METRICS_LISTEN:
        return
    from zhongshan_crane.monitoring.door import of_processes

    host, _colon, port = settings.WORKER_METRICS_LISTEN.rpartition(":")
    try:
        server = make_server(host, int(port), of_processes, handler_class=_Quiet)
    except OSError as error:
        _log.warning("metrics_door_closed", reason=str(error))
        return
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()


class _Quiet(WSGIRequestHandler):
    """Without a line for each look."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@signals.task_prerun.connect
def _task_begins(task_id: str, **_: Any) -> None:
    _began[task_id] = time.monotonic()


@signals.task_postrun.connect
def _task_ends(task_id: str, task: Any, **_: Any) -> None:
    if (began := _began.pop(task_id, None)) is not None:
        counters.note_task(task=task.name, seconds=time.monotonic() - began)


@signals.task_failure.connect
def _task_failed(sender: Any, **_: Any) -> None:
    counters.note_failure(sender.name)
