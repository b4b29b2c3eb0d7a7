"""gunicorn's configuration: 2 processes of 4 threads serve as well as more on small machines."""

from __future__ import annotations

import os

from django.conf import settings

bind = f"{os.environ.get('WEB_HOST', '127.0.0.1')}:{settings.PORT}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True
timeout = 60  # seconds; what takes longer belongs to the worker
graceful_timeout = 10
keepalive = 30
max_requests, max_requests_jitter = 5000, 500
control_socket_disable = True
logconfig_dict = settings.LOGGING
loglevel = "warning"


def post_fork(server: object, worker: object) -> None:
    """Open each process its own connections: a socket shared by two processes mixes their answers."""
    from django.db import connections

    connections.close_all()
