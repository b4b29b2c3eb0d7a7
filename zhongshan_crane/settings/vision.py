"""识别: reading what stands on pictures, an optional part with a worker of its own."""

from __future__ import annotations

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from vision.engine import PACKAGES

from .environment import env
from .queues import CELERY_BEAT_SCHEDULE

# auto: offered where its packages are installed; on: offered, because a worker elsewhere has them; off: not offered.
RECOGNITION = env.str("RECOGNITION", default="auto")
if RECOGNITION not in {"auto", "on", "off"}:
    raise ImproperlyConfigured("RECOGNITION 只能是 auto、on 或 off。")
# What reads: a module with `available()` and `read(data, media_type)`.
VISION_ENGINE = "vision.engine"

# Only where somebody listens: a message that nobody takes would lie in the broker for ever.
if RECOGNITION == "on" or (RECOGNITION == "auto" and all(find_spec(name) for name in PACKAGES)):
    CELERY_BEAT_SCHEDULE |= {
        # What a page could not tell the broker, and what a dead worker left.
        "read-pictures": {
            "task": "vision.tasks.read_waiting",
            "schedule": 20.0,
            "options": {"queue": "vision", "expires": 20.0},
        },
        "forget-readings": {
            "task": "vision.tasks.forget_readings",
            "schedule": 3600.0,
            "options": {"expires": 3600.0},
        },
    }
