"""gunicorn's configuration: 2 processes of 4 threads serve as well as more on small machines."""

from __future__ import annotations

import gc
import os
from itertools import count
from typing import Any

from django.conf import settings

from zhongshan_crane.monitoring import files

bind = f"{os.environ.get('WEB_HOST', '127.0.0.1')}:{settings.PORT}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True
timeout = 60  # seconds; what takes longer belongs to the worker
graceful_timeout = 25  # seconds after SIGTERM that requests at work have: whoever stops us waits 30
keepalive = 30
max_requests, max_requests_jitter = 5000, 500
control_socket_disable = True
logconfig_dict = settings.LOGGING
loglevel = "warning"


def on_starting(server: Any) -> None:
    """Let the processes count together; servers of one machine are told apart by their port."""
    files.begin(f"web-{settings.PORT}")


def pre_fork(server: Any, worker: Any) -> None:
    """Give each process the lowest number that no living one has, and what is loaded to all of them for good.

    Looking through it for rubbish would hold up a request now and then, and copy for each process what they share.
    """
    gc.freeze()
    taken = {one.number for one in server.WORKERS.values()}
    worker.number = next(number for number in count(1) if number not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """Open each process its own connections: a socket shared by two processes mixes their answers."""
    from django.db import connections

    files.name_process(worker.number)
    connections.close_all()
