"""The way of one machine by keys alone: Tab, Enter, blank, arrows and letters; no mouse, no script of the test's."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys import machine, steps
from tests.journeys.keys import (
    MOST_TABS,
    enter_link,
    focused,
    give,
    hand_in_by_keys,
    log_in_by_keys,
    tab_to,
    tab_to_control,
)

NUMBER, SERIAL = "粤T-T07741", "2015-7741"


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
            give(page, at, wanted.pop(at["id"]))
        if at["tag"] == "BUTTON" and at["words"] == "确认":
            break
    assert wanted == {}
    page.keyboard.press("Enter")
