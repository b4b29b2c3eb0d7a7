"""A task for a worker of its own: long enough to be stopped in its middle."""

from __future__ import annotations

import time
from pathlib import Path

from celery import shared_task


@shared_task(name="tests.long")
def long(folder: str, seconds: float) -> None:
    """Leave a mark at the beginning and at the end; a second try is short."""
    again = (Path(folder) / "begun").exists()
    (Path(folder) / "begun").open("a").write("x")
    time.sleep(0.1 if again else seconds)
    (Path(folder) / "done").open("a").write("x")
