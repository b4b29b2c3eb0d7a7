"""A live platform, the wire to it, and an upload of an accepted renewal."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from provincial_sync import neighbour
from provincial_sync.models import Upload
from tests.contract.live_province import running_province
from tests.contract.surroundings import said
from tests.provincial_sync import cases
from tests.provincial_sync.feeds import Feed
from tests.provincial_sync.wires import Wire


@pytest.fixture(scope="session")
def province_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_province(tmp_path_factory.mktemp("neighbour")) as base_url:
        yield base_url


@pytest.fixture(autouse=True)
def files_and_pace(settings, tmp_path) -> None:
    """Files of its own for each test, no hold, and the first pauses as in production."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.HANDOVER_HOLD_SECONDS = 0
    settings.PROVINCE_POLL_SECONDS = 5.0
    settings.UPLOAD_RETRY_MINUTES = [1.0, 5.0, 15.0, 60.0]


@pytest.fixture
def wire(settings, monkeypatch, province_url) -> Wire:
    """The portal talks to the platform over this."""
    settings.PROVINCE_BASE_URL = province_url
    settings.PROVINCE_APP_KEY, settings.PROVINCE_APP_SECRET = (
        "zhongshan-demo",
        "demo-secret-not-for-production",
    )
    wire = Wire()
    http = httpx.Client(transport=wire, trust_env=False)
    monkeypatch.setattr(neighbour, "shared_http", lambda _access: http)
    return wire


@pytest.fixture
def upload(firm, clerk, reviewer) -> Upload:
    """A renewal that was accepted a moment ago."""
    return cases.accepted(firm, reviewer)


@pytest.fixture
def feed(settings, monkeypatch) -> Feed:
    """The province is a feed of the test's own."""
    settings.PROVINCE_BASE_URL = "http://province.test/api/v1"
    feed = Feed()
    http = httpx.Client(transport=feed, trust_env=False)
    monkeypatch.setattr(neighbour, "shared_http", lambda _access: http)
    return feed


@pytest.fixture
def nothing_there(feed: Feed) -> Feed:
    """A province that knows nothing of us."""
    feed.other = lambda request: said(40401)
    return feed
