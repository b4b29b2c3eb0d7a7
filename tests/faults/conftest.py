"""A portal in processes of its own around the test's database; only where faults are asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.portal import Portal

HERE = Path(__file__).parent
ASKED = "FAULT_RENEWALS" in os.environ


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here, and skip it where nobody asked for faults: it takes minutes."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("faults")
            item.add_marker(pytest.mark.xdist_group("faults"))
            if not ASKED:
                item.add_marker(pytest.mark.skip(reason="make faults, or FAULT_RENEWALS=60"))


@pytest.fixture
def portal(transactional_db: None, settings, tmp_path: Path) -> Iterator[Callable[..., Portal]]:
    """Start a portal: `portal(MEDIA_ROOT=…)`; all of them end with the test."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    started: list[Portal] = []

    def start(**surroundings: str) -> Portal:
        started.append(Portal(tmp_path, **surroundings))
        started[-1].start()
        return started[-1]

    yield start
    for one in started:
        one.stop()
