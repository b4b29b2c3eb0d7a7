"""What tests of the interface share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone


@pytest.fixture
def early_in_a_minute() -> Iterator[time_machine.Traveller]:
    """The clock, early in a minute: limits count by the clock's minutes, whose turn must not fall between two calls."""
    early = timezone.now().replace(second=5, microsecond=0) + dt.timedelta(minutes=1)
    with time_machine.travel(early) as clock:
        yield clock
