"""Files, backups and the switch in a folder of the test's own; a live province."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.live_province import running_province


@pytest.fixture
def places(settings, tmp_path):
    """Where things lie."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.MAINTENANCE_FILE = tmp_path / "maintenance.json"
    settings.HANDOVER_HOLD_SECONDS = 0
    return tmp_path


@pytest.fixture
def province(settings, tmp_path) -> Iterator[str]:
    """The neighbour of this test alone; its address without a path."""
    folder = tmp_path / "province"
    folder.mkdir()
    with running_province(folder) as base_url:
        settings.PROVINCE_BASE_URL = base_url
        settings.PROVINCE_APP_KEY = "zhongshan-demo"
        settings.PROVINCE_APP_SECRET = "demo-secret-not-for-production"
        yield base_url.removesuffix("/api/v1")
