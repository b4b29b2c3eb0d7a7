"""The way of one machine by keys alone: Tab, Enter, blank, arrows and letters; no mouse, no script of the test's."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys import machine, steps
from zhongshan_crane.demo_accounts import DEMO_PASSWORD

NUMBER, SERIAL = "粤T-T07741", "2015-7741"
MOST_TABS = 300
FOCUSED = """() => { const at = document.activeElement; return {
    tag: at.tagName, id: at.id, words: (at.innerText || at.value || '').trim(), shown: at.matches(':focus-visible'),
    box: at.getBoundingClientRect().height, dialog: Boolean(at.closest('dialog')) } }"""


def test_a_machine_is_found_filled_in_and_handed_in_by_keys_alone(person, somebody):
    clerk, reviewer = person("enterprise"), person("reviewer")
    steps.add_machine(clerk, number=NUMBER, serial=SERIAL)
    steps.hand_in_record(clerk)
    steps.approve_record(reviewer, NUMBER)

    page = somebody()
    log_in_by_keys(page)
    enter_link(page, "建筑起重机械安全监控系统")
    enter_link(page, "备案设备信息管理")
    expect(page.get_by_role("heading", level=1)).to_contain_text("备案设备信息管理")
    tab_to_control(page, page.get_by_role("searchbox"))
    page.keyboard.type(SERIAL)
    page.keyboard.press("Enter")
    expect(page.locator("main table.stack")).to_contain_text(NUMBER)
    enter_link(page, "证件换发")
    expect(page.get_by_role("heading", level=1)).to_contain_text("证件换发申请表")
    fill_by_keys(page)
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    hand_in_by_keys(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("待备案")


def test_the_first_key_leads_past_the_menu(person):
    page = person("enterprise")
    page.goto("/portal/devices/")
    page.keyboard.press("Tab")
    assert focused(page)["words"] == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('main'))")


def test_large_type_is_switched_by_keys_and_stays(somebody):
    page = somebody()
    page.goto("/guide/")
    tab_to(page, "长者模式")
    page.keyboard.press("Enter")
    expect(page.locator("html.large")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_contain_text("办事指南")
    page.goto("/")
    expect(page.get_by_role("button", name="标准模式")).to_be_visible()


def log_in_by_keys(page: Page) -> None:
    page.goto("/")
    tab_to_control(page, page.get_by_label("账号"))
    page.keyboard.type("enterprise")
    tab_to_control(page, page.get_by_label("密码"))
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def fill_by_keys(page: Page) -> None:
    """Go through the form once, from the first field to 确认, and fill in what the renewal adds."""
    wanted = {
        machine.control_of(page, label).get_attribute("id"): text for label, text in machine.ADDED.items()
    }
    monitoring = page.get_by_role("row", name="安全监控系统(黑匣子)")
    wanted[monitoring.get_by_role("combobox").get_attribute("id")] = "有"
    wanted[monitoring.get_by_role("textbox").get_attribute("id")] = "SJ-ZX1"
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = focused(page)
        if at["id"] in wanted:
            _give(page, at, wanted.pop(at["id"]))
        if at["tag"] == "BUTTON" and at["words"] == "确认":
            break
    assert wanted == {}
    page.keyboard.press("Enter")


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


def _give(page: Page, at: dict, text: str) -> None:
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
