"""Where processes count, who hears of errors, and where traces go."""

from __future__ import annotations

import re

from django.core.exceptions import ImproperlyConfigured

from .environment import VAR_DIR, env


def _listen() -> str:
    """Return host:port, or nothing; a half of it would end a worker only after its start."""
    given = env.str("WORKER_METRICS_LISTEN", default="")
    if given and not re.fullmatch(r"\S+:\d{1,5}", given):
        raise ImproperlyConfigured("WORKER_METRICS_LISTEN 须写成 主机:端口，例如 127.0.0.1:9540。")
    return given


# Files in which the processes of one machine count; a folder of this machine, best in memory (/run, /tmp of a container).
METRICS_DIR = env.str("METRICS_DIR", default="") or str(VAR_DIR / "metrics")
# host:port on which each worker answers /metrics, for workers on machines of their own; empty: none.
WORKER_METRICS_LISTEN = _listen()
# Where unforeseen errors and traces are sent; both need requirements-observability.txt and send no contents.
SENTRY_DSN = env.str("SENTRY_DSN", default="")
SENTRY_ENVIRONMENT = env.str("SENTRY_ENVIRONMENT", default="production")
OTEL_EXPORTER_OTLP_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")
