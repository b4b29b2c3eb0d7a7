"""The firm of the reports' cases, in 石岐街道, and the hour of the day at which they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.utils import timezone

from reports import keeping


@pytest.fixture(autouse=True)
def in_the_morning() -> Iterator[None]:
    """Figures are those of a day: an hour later must be the same one, whenever the tests run."""
    with time_machine.travel(timezone.localtime().replace(hour=9)):
        yield


@pytest.fixture
def firm(make_enterprise: Callable[..., object]) -> object:
    """An owner enterprise of 石岐街道."""
    return make_enterprise(number=1, town="442000001")


@pytest.fixture(autouse=True)
def counted_for_each_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is: what a test has just done is counted; the keeping has tests of its own."""
    monkeypatch.setattr(keeping, "LONG", 10**6)
