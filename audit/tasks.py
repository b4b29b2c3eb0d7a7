"""What workers do for the record; the tasks carry nothing, and the timetable repeats them."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from celery import shared_task
from django.utils import timezone

from audit.anchors import anchor_if_due, send_anchors
from audit.sealing import ChainBrokenError, seal_due
from audit.verifications import verify_if_due

# Called before each round: layers above hand in what they kept while the database was away.
before_sealing: list[Callable[[], object]] = []
_log = structlog.get_logger("audit")


@shared_task(name="audit.tasks.seal")
def seal() -> None:
    """Seal what was written since, and send anchors off the machine where they are due."""
    for hand_in in before_sealing:
        hand_in()
    try:
        seal_due()
    except ChainBrokenError as broken:
        _log.error("the chain was cut or rewritten, nothing is sealed on top of it", told=str(broken))
        return
    anchor_if_due(timezone.now())
    send_anchors(timezone.now())


@shared_task(name="audit.tasks.verify", soft_time_limit=6 * 3600, time_limit=6 * 3600 + 60)
def verify() -> None:
    """Walk over the whole chain once a day."""
    verify_if_due(timezone.now())
