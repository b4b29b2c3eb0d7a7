"""Keys alone: Tab, Enter, blank, arrows and letters, as a person without a mouse presses them."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import FileChooser, Page, expect

from zhongshan_crane.demo_accounts import DEMO_PASSWORD

MOST_TABS = 300
FOCUSED = """() => { const at = document.activeElement; return {
    tag: at.tagName, id: at.id, words: (at.innerText || at.value || '').trim(), shown: at.matches(':focus-visible'),
    box: at.getBoundingClientRect().height, dialog: Boolean(at.closest('dialog')) } }"""


def log_in_by_keys(page: Page) -> None:
    """Log in on the home as a firm's clerk."""
    page.goto("/")
    tab_to_control(page, page.get_by_label("账号"))
    page.keyboard.type("enterprise")
    tab_to_control(page, page.get_by_label("密码"))
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def find_by_keys(page: Page, text: str) -> None:
    """Search the list that is on the screen: the key / leads to its box."""
    page.keyboard.press("/")
    box = page.locator("main").get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "q=" in url)
    expect(box).to_have_value(text)


def hand_in_by_keys(page: Page) -> None:
    """提交备案: the dialog keeps the keys within it, Escape leaves it and leads back to its button."""
    tab_to(page, "提交备案")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    for _ in range(8):
        page.keyboard.press("Tab")
        at = focused(page)
        assert at["dialog"] or at["tag"] == "BODY", at
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused(page)["words"] == "提交备案"
    page.keyboard.press("Enter")
    tab_to_control(page, page.get_by_role("dialog").get_by_role("checkbox"))
    page.keyboard.press("Space")
    tab_to(page, "提交备案")
    page.keyboard.press("Enter")


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what says `words` has the focus, and can be seen to have it."""
    for _ in range(MOST_TABS):
        at = focused(page)
        # The count beside a menu entry belongs to its words.
        if at["words"].split("\n")[0].startswith(words) and at["tag"] in {"A", "BUTTON"}:
            assert at["shown"], at
            assert at["box"] > 0, at
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {words}")


def enter_link(page: Page, words: str) -> None:
    """Go to what says `words` and follow it."""
    before = page.url
    tab_to(page, words)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)


def tab_to_control(page: Page, control) -> None:
    """Press Tab until the control has the focus."""
    for _ in range(MOST_TABS):
        if control.evaluate("control => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("no key leads to the control")


def focused(page: Page) -> dict:
    """What has the focus now."""
    return page.evaluate(FOCUSED)


def press_on(page: Page, words: str, key: str = "Enter") -> None:
    """Go to what says `words` and press the key on it."""
    tab_to(page, words)
    page.keyboard.press(key)


def choose_file_by_keys(page: Page, control) -> FileChooser:
    """Open the file dialog of the control by a key."""
    # Asked for before the way there: a busy browser may open a dialog that nobody has yet said they would answer.
    with page.expect_file_chooser() as opened:
        tab_to_control(page, control)
        page.keyboard.press("Space")
    return opened.value


def type_day(page: Page, control, day: dt.date) -> None:
    """Type a day into a date control that has the focus, in whichever order this browser has its parts."""
    for parts in ((f"{day:%m%d%Y}",), (f"{day:%Y}", f"{day:%m%d}")):
        for part in parts:
            page.keyboard.type(part)
            page.keyboard.press("ArrowRight")
        if control.input_value() == day.isoformat():
            return
        for _ in range(3):
            page.keyboard.press("ArrowLeft")
    raise AssertionError(f"no order of the parts makes it {day}")


def give(page: Page, at: dict, text: str) -> None:
    """Type or choose in the control that has the focus."""
    if at["tag"] != "SELECT":
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
        return
    chosen = page.locator(f"[id='{at['id']}'] option:checked")
    for _ in range(20):
        if chosen.inner_text().strip() == text:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no arrow leads to {text}")
