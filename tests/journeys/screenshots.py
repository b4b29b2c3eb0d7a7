"""Pictures of the running system: the README's by `make screenshots`, every page by `--all DIR`.

`python -m tests.journeys.screenshots [--all DIR] [--accounts enterprise,reviewer]`
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import chromium
from tests.journeys.every_page import every_page
from tests.journeys.people import BROWSER_FLAGS, DESK, PHONE, Watch, find, log_in, open_browser, visit
from tests.journeys.system import ROOT, RunningSystem, running_system

FOLDER = ROOT / "docs" / "screenshots"
TOUR_NUMBER = "粤T-T00231"
ACCOUNTS = ("enterprise", "manager", "outside", "reviewer", "head", "supervisor", "admin")


def main() -> None:
    """Start the system on data of its own, take the pictures, stop it."""
    given = _arguments()
    if not (program := chromium()):
        sys.exit("Chromium is needed for the pictures: apt install chromium")
    with (
        tempfile.TemporaryDirectory(prefix="crane-screenshots-") as folder,
        running_system(Path(folder)) as system,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=program, args=BROWSER_FLAGS)
        if given.all:
            take_every_page(browser, system, Path(given.all), given.accounts.split(","))
        else:
            take_the_readmes(browser, system)
        browser.close()


def take_the_readmes(browser: Browser, system: RunningSystem) -> None:
    """The pictures that the README and the documents show."""
    clerk = open_browser(browser, system.address, Watch(), size={"width": 1366, "height": 860})
    clerk.goto("/")
    _take(clerk, FOLDER / "home.png")
    log_in(clerk, "enterprise")
    visit(clerk, "备案设备信息管理")
    _take(clerk, FOLDER / "register.png")
    find(clerk, TOUR_NUMBER)
    clerk.get_by_role("link", name="证件换发").first.click()
    _take(clerk, FOLDER / "form.png")
    reviewer = open_browser(browser, system.address, Watch(), size={"width": 1366, "height": 860})
    log_in(reviewer, "reviewer")
    visit(reviewer, "换证待办")
    reviewer.locator("main").get_by_role("link", name=re.compile("^审核")).first.click()
    _settle(reviewer)
    _take(reviewer, FOLDER / "review.png")
    phone = open_browser(browser, system.address, Watch(), size=PHONE)
    log_in(phone, "enterprise")
    visit(phone, "设备备案资料录入")
    _take(phone, FOLDER / "phone.png")


def take_every_page(browser: Browser, system: RunningSystem, folder: Path, accounts: list[str]) -> None:
    """Every page of each account, whole, on a desk's and on a phone's screen."""
    for account in ["", *accounts]:
        page = open_browser(browser, system.address, Watch())
        if account:
            log_in(page, account)
        for number, name in enumerate(every_page(page, page.url if account else "/")):
            words = re.sub(r"\W+", "_", name).strip("_")
            stem = f"{account or 'public'}-{number:02d}-{words}"
            for label, size in (("desk", DESK), ("phone", PHONE)):
                page.set_viewport_size(size)
                _settle(page)
                folder.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=folder / f"{stem}-{label}.png", full_page=True)
            page.set_viewport_size(DESK)
        page.context.close()


def _settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(150)


def _take(page: Page, path: Path) -> None:
    """Keep what the window shows."""
    _settle(page)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    sys.stdout.write(f"{path.relative_to(ROOT)} {path.stat().st_size // 1024} KB\n")


def _arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--all", metavar="DIR", help="write every page of every account into DIR")
    asked.add_argument("--accounts", default=",".join(ACCOUNTS), help="accounts whose pages --all writes")
    return asked.parse_args()


if __name__ == "__main__":
    main()
