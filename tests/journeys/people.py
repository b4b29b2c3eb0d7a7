"""People at their browsers: each in a context of its own, whose console and requests are watched."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect

from zhongshan_crane.demo_accounts import DEMO_PASSWORD

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
BROWSER_FLAGS = ["--no-sandbox", "--disable-dev-shm-usage"]
PATIENCE_MS = 30_000  # of a machine whose processors are busy; nothing waits longer than it must


@dataclass
class Watch:
    """What a browser complained about, from the first page to the last."""

    complaints: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Note every violation of the policy, script error, failed request and broken answer of a page."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        # A refused step is an answer of 4xx to a person; `_answered` judges statuses.
        # htmx repeats a request's failure; `_failed` judges that, and knows a page that was left.
        repeated = re.search("Failed to load resource|htmx:(afterRequest|sendAbort|sendError)", message.text)
        if message.type in {"error", "warning"} and not repeated:
            self.complaints.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # A page that is left, and a download, end their request early.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"request: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= (500 if is_page else 400):
            self.complaints.append(f"answer: {response.status} {response.request.method} {response.url}")


def open_browser(browser: Browser, address: str, watch: Watch, *, size: dict[str, int] = DESK) -> Page:
    """A browser of somebody who is not logged in."""
    context = browser.new_context(
        base_url=address, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
    )
    context.set_default_timeout(PATIENCE_MS)
    context.on("page", watch.follow)
    return context.new_page()


def log_in(page: Page, account: str, password: str = DEMO_PASSWORD) -> None:
    """Log in on the grid system's home and enter its one live system."""
    page.goto("/")
    type_the_login(page, account, password)
    enter_the_system(page)


def type_the_login(page: Page, account: str, password: str) -> None:
    """Fill in the login that is on the page, and send it."""
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def enter_the_system(page: Page) -> None:
    """Follow the live entry of the home."""
    page.get_by_role("link", name="建筑起重机械安全监控系统").click()
    expect(page).to_have_url(re.compile(r"/(portal|console)/"))


def visit(page: Page, entry: str) -> None:
    """Choose an entry of the main menu, which a narrow screen hides behind a button."""
    page.wait_for_load_state("load")  # before the styles are there, the button shows on every screen
    burger = page.get_by_role("button", name="菜单")
    if burger.is_visible():
        burger.click()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name=entry).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(entry)


def find(page: Page, text: str) -> None:
    """Search the list that is on the screen."""
    box = page.locator("main").get_by_role("searchbox")
    box.fill(text)
    box.press("Enter")
    expect(page.locator("main").get_by_role("searchbox")).to_have_value(text)
