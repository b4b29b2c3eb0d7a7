"""Rounds of work at a later moment, and a fresh look at an upload."""

from __future__ import annotations

import datetime as dt

import time_machine
from django.utils import timezone

from provincial_sync.models import Upload
from provincial_sync.rounds import hand_over_round, poll_round
from tests.provincial_sync.wires import Wire

RENEWALS = "/api/v1/renewals"
QUERIES = "/renewals/status-queries"


def now_of(upload: Upload) -> Upload:
    """The upload as the database has it now."""
    return Upload.objects.select_related("renewal").get(pk=upload.pk)


def later(**after: float) -> time_machine.travel:
    """The clock so much later: `with later(minutes=2):`."""
    return time_machine.travel(timezone.now() + dt.timedelta(**after))


def posts(wire: Wire) -> int:
    """How often a renewal was sent."""
    return wire.count("POST", RENEWALS) - wire.count("POST", QUERIES)


def hand_over_all(**after: float) -> None:
    """A round of handing over, so much later."""
    with later(**after):
        hand_over_round(seconds=20)


def poll_all(**after: float) -> None:
    """A round of questions, so much later."""
    with later(**after):
        poll_round(seconds=20)
