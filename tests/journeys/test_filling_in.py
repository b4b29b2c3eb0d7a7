"""The 证件换发申请表 while somebody types: live check, one-click conversion, two tabs, a lost login, a closed lid."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.journeys import steps
from tests.journeys.people import log_in
from tests.journeys.test_side_by_side import bring_to_draft

SCRIPT = "**/js/renewal-form*.js"
MOMENT, RADIUS = "额定起重力矩", "最大工作幅度"


def open_new_form(clerk: Page, reviewer: Page, number: str, serial: str) -> None:
    steps.add_machine(clerk, number=number, serial=serial)
    steps.hand_in_record(clerk)
    steps.approve_record(reviewer, number)
    steps.open_renewal_form(clerk, number)


def open_draft(page: Page) -> None:
    """修改, from the renewal's page."""
    page.locator("main").get_by_role("link", name="修改", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("证件换发申请表")


def leave(page: Page) -> None:
    """What a browser tells a page whose window is left: the moment at which a draft is saved."""
    page.evaluate("window.dispatchEvent(new Event('blur'))")


def panel(page: Page):
    return page.locator("#sheet-panel")


def said(page: Page):
    return page.locator("#autosave-said")


def test_a_value_in_the_old_unit_is_named_at_once_and_converted_by_one_click(person):
    clerk, reviewer = person("enterprise"), person("reviewer")
    open_new_form(clerk, reviewer, "粤T-T07721", "2015-7721")
    moment = clerk.get_by_label(MOMENT, exact=True)
    moment.fill("80")
    button = clerk.get_by_role("button", name="改为 800 kN·m")
    button.focus()
    clerk.keyboard.press("Enter")
    expect(moment).to_have_value("800")
    expect(moment).to_be_focused()
    expect(button).to_have_count(0)
    expect(panel(clerk)).to_contain_text("是否可附着：必填")
    clerk.get_by_label("是否可附着").select_option(label="是")
    expect(panel(clerk)).not_to_contain_text("是否可附着：必填")
    panel(clerk).get_by_role("link", name="联系人").click()
    expect(clerk.locator("#s-contact")).to_be_in_viewport()
    assert Axe().run(clerk).response["violations"] == []


def test_what_was_typed_before_the_first_confirmation_is_offered_back(person):
    clerk, reviewer = person("enterprise"), person("reviewer")
    open_new_form(clerk, reviewer, "粤T-T07722", "2015-7722")
    clerk.get_by_label(RADIUS, exact=True).fill("57")
    clerk.wait_for_timeout(900)
    clerk.reload()
    expect(clerk.get_by_label(RADIUS, exact=True)).to_have_value("60")
    clerk.get_by_role("button", name="恢复上次未保存的内容").click()
    expect(clerk.get_by_label(RADIUS, exact=True)).to_have_value("57")
    steps.fill_in_renewal(clerk)
    open_draft(clerk)
    expect(clerk.get_by_label(RADIUS, exact=True)).to_have_value("57")
    expect(clerk.locator("#restore")).to_be_hidden()


def test_of_two_tabs_the_later_is_told_and_overwrites_nothing(person, watch):
    clerk, reviewer = person("enterprise"), person("reviewer")
    bring_to_draft(clerk, reviewer, "粤T-T07723", "2015-7723")
    open_draft(clerk)
    later = clerk.context.new_page()
    later.goto(clerk.url)
    clerk.get_by_label(RADIUS, exact=True).fill("58")
    leave(clerk)
    expect(said(clerk)).to_contain_text("已自动保存")
    later.get_by_label(RADIUS, exact=True).fill("55")
    leave(later)
    expect(said(later)).to_contain_text("此表已在别处保存")
    expect(later.get_by_label(RADIUS, exact=True)).to_have_value("55")
    clerk.get_by_label(RADIUS, exact=True).fill("59")
    leave(clerk)
    expect(said(clerk)).to_contain_text("已自动保存")
    later.get_by_role("link", name="查看最新内容").click()
    watch.complaints = [line for line in watch.complaints if not re.search("409 POST .*/autosave/", line)]
    steps.confirm(clerk)
    expect(clerk.locator("main")).to_contain_text("59")


def test_a_lost_login_keeps_the_page_and_goes_on_after_another(person, watch):
    clerk, reviewer = person("enterprise"), person("reviewer")
    bring_to_draft(clerk, reviewer, "粤T-T07724", "2015-7724")
    open_draft(clerk)
    clerk.context.clear_cookies(name="sessionid")
    clerk.get_by_label(RADIUS, exact=True).fill("56")
    expect(said(clerk)).to_contain_text("请重新登录")
    with clerk.context.expect_page() as opened:
        clerk.get_by_role("link", name="请重新登录").click()
    opened.value.close()
    elsewhere = clerk.context.new_page()
    log_in(elsewhere, "enterprise")
    elsewhere.close()
    clerk.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(said(clerk)).to_contain_text("已自动保存")
    watch.complaints = [line for line in watch.complaints if not re.search("answer: 40[13] ", line)]
    steps.confirm(clerk)
    expect(clerk.locator("main")).to_contain_text("56")


def test_what_is_typed_before_the_scripts_have_come_is_checked_and_saved(person):
    clerk, reviewer = person("enterprise"), person("reviewer")
    bring_to_draft(clerk, reviewer, "粤T-T07728", "2015-7728")
    late: list[Route] = []
    clerk.route(SCRIPT, lambda route: late.append(route))
    with clerk.expect_request(SCRIPT):
        open_draft(clerk)
    clerk.get_by_label(RADIUS, exact=True).fill("56")
    with clerk.expect_request("**/check/"):
        late[0].continue_()
    leave(clerk)
    expect(said(clerk)).to_contain_text("已自动保存")


def test_the_blank_fields_are_filled_from_another_machine_of_the_firm(person):
    clerk, reviewer = person("enterprise"), person("reviewer")
    bring_to_draft(clerk, reviewer, "粤T-T07725", "2015-7725")
    open_new_form(clerk, reviewer, "粤T-T07726", "2015-7726")
    clerk.get_by_label(RADIUS, exact=True).fill("57")
    clerk.get_by_label("选择设备").select_option(label="粤T-T07725 · 2015-7725 · 未提交备案")
    clerk.get_by_role("button", name="填入空白项", exact=True).click()
    expect(clerk.get_by_label("是否可附着")).to_have_value("true")
    expect(clerk.get_by_label("安全监控系统(黑匣子) 型号")).to_have_value("SJ-ZX1")
    expect(clerk.get_by_label(RADIUS, exact=True)).to_have_value("57")
    expect(clerk.get_by_label("出厂编号")).to_have_value("2015-7726")
    expect(panel(clerk)).to_contain_text("可以提交")
