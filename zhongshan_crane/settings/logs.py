"""One JSON line per event, with the request's id; no personal data belongs in a line."""

from __future__ import annotations

from .environment import env

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "zhongshan_crane.logs.json_formatter"}},
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stdout"}
    },
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"level": "INFO", "propagate": True, "handlers": []},
        "django.request": {"level": "ERROR"},  # 4xx are answers; the request line tells of them
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # The sweeps run every few seconds; what they did they say themselves.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},  # its lines carry whole addresses
    },
}
