"""One running system and one browser for all journeys; each test gets its own people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.people import BROWSER_FLAGS, DESK, PATIENCE_MS, Watch, log_in, open_browser
from tests.journeys.system import RunningSystem, running_system

HERE = Path(__file__).parent
expect.set_options(timeout=PATIENCE_MS)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the journeys, and keep them in one process: a second system would only take the machine's time."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("journeys"))


# Package, not session: Playwright's loop must have ended before other packages touch the database.
@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """The whole system with demo data, stopped after the last journey."""
    with running_system(tmp_path_factory.mktemp("system")) as started:
        yield started


@pytest.fixture(scope="package")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium_path, args=BROWSER_FLAGS)
        yield started
        started.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """No page of a journey may break the content policy, miss a file or fail."""
    seen = Watch()
    yield seen
    assert seen.complaints == []


@pytest.fixture
def somebody(system: RunningSystem, browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Open a browser of somebody who is not logged in: `somebody(size=PHONE)`."""
    pages: list[Page] = []

    def open_one(*, size: dict[str, int] = DESK) -> Page:
        pages.append(open_browser(browser, system.address, watch, size=size))
        return pages[-1]

    yield open_one
    for page in pages:
        page.context.close()


@pytest.fixture
def person(somebody: Callable[..., Page]) -> Callable[..., Page]:
    """Open a browser in which an account of the demo is logged in: `person("reviewer")`."""

    def enter(account: str, *, size: dict[str, int] = DESK) -> Page:
        page = somebody(size=size)
        log_in(page, account)
        return page

    return enter
