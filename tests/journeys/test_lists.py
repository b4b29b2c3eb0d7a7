"""Lists at the keyboard: found, sorted, chosen over pages and taken away, with the script and without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import log_in, visit

REGISTER = "备案设备信息管理"


@pytest.fixture
def page(person) -> Page:
    """The register of the demo's firm, which has two pages."""
    opened = person("enterprise")
    visit(opened, REGISTER)
    ready(opened)
    return opened


def ready(page: Page) -> None:
    """Wait until both scripts of the list have begun."""
    expect(page.get_by_role("button", name="键盘快捷键")).to_be_visible()
    expect(page.get_by_role("button", name="全选本页")).to_be_visible()


def rows(page: Page):
    return page.locator("tr[data-row]")


def serials(path: Path) -> list[str]:
    heads, *lines = load_workbook(path).active.iter_rows(values_only=True)
    return [line[heads.index("出厂编号")] for line in lines]


def exported(page: Page, folder: Path) -> list[str]:
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 Excel").click()
    path = folder / "list.xlsx"
    download.value.save_as(path)
    return serials(path)


def serial_of(page: Page, row: int) -> str:
    return page.locator("tr[data-row] td[data-label='出厂编号']").nth(row).inner_text()


def test_rows_stay_chosen_over_pages_and_searches(page, tmp_path) -> None:
    first = serial_of(page, 0)
    rows(page).first.get_by_role("checkbox").check()
    page.get_by_role("link", name="下一页").click()
    expect(page.get_by_role("link", name="上一页")).to_be_visible()
    ready(page)
    second = serial_of(page, 1)
    rows(page).nth(1).get_by_role("checkbox").check()
    status = page.locator("#chosen [role=status]")
    expect(status).to_contain_text("已选 2 台（其他页或其他条件下 1）")
    assert set(exported(page, tmp_path)) == {first, second}
    page.get_by_label("查找").fill(first)
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("link", name="清除筛选", exact=True)).to_be_visible()
    ready(page)
    expect(rows(page).first.get_by_role("checkbox")).to_be_checked()
    expect(status).to_contain_text("已选 2 台")
    page.get_by_role("button", name="清除").click()
    expect(status).to_contain_text("已选 0 台")
    page.get_by_role("button", name="批量换证").click()
    expect(page.get_by_text("还没有选择")).to_be_visible()
    assert exported(page, tmp_path) == [first]


def test_everything_that_is_found_is_one_choice(page, tmp_path) -> None:
    page.get_by_role("navigation", name="按换证进度筛选").get_by_role("link", name="待换发证件").click()
    expect(page.get_by_role("link", name="清除筛选", exact=True)).to_be_visible()
    ready(page)
    page.get_by_role("button", name="全选本页").click()
    page.get_by_label("选中筛选出的全部").check()
    expect(rows(page).first.get_by_role("checkbox")).to_be_disabled()
    found = int(re.search(r"\d+", page.get_by_text("选中筛选出的全部").inner_text())[0])
    assert len(exported(page, tmp_path)) == found
    page.get_by_role("button", name="批量换证").click()
    expect(page.get_by_role("status")).to_contain_text(f"共 {found} 台")


def test_the_list_is_walked_by_keys(page) -> None:
    page.keyboard.press("/")
    expect(page.get_by_label("查找")).to_be_focused()
    page.keyboard.type("jx?")
    expect(page.get_by_label("查找")).to_have_value("jx?")
    expect(page.locator("#keys")).not_to_be_visible()
    page.get_by_label("查找").fill("")
    page.keyboard.press("Tab")
    page.locator("main").evaluate("main => main.focus()")
    page.keyboard.press("j")
    expect(rows(page).nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows(page).nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(rows(page).nth(1).get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("Space")
    expect(rows(page).nth(1).get_by_role("checkbox")).not_to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="键盘快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    number = rows(page).nth(1).locator("a").first.inner_text()
    rows(page).nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)


def test_the_keys_can_be_switched_off_for_good(page) -> None:
    page.get_by_role("button", name="键盘快捷键").click()
    page.get_by_label("启用快捷键").uncheck()
    page.get_by_role("button", name="关闭").click()
    page.reload()
    ready(page)
    page.locator("main").evaluate("main => main.focus()")
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.locator("#keys")).not_to_be_visible()
    expect(page.locator("tr[data-row]:focus")).to_have_count(0)


def test_a_head_sorts_and_turns_round(page) -> None:
    page.get_by_role("columnheader", name="出厂日期").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="出厂日期")).to_have_attribute("aria-sort", "ascending")
    made = page.locator("tr[data-row] td[data-label='出厂日期'] time").all_inner_texts()
    assert made == sorted(made)
    page.get_by_role("columnheader", name="出厂日期").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="出厂日期")).to_have_attribute("aria-sort", "descending")


def test_without_a_script_the_boxes_of_the_page_are_sent(system, browser: Browser, tmp_path) -> None:
    context = browser.new_context(base_url=system.address, java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    log_in(page, "enterprise")
    visit(page, REGISTER)
    expect(page.get_by_role("button", name="全选本页")).not_to_be_visible()
    chosen = serial_of(page, 2)
    rows(page).nth(2).get_by_role("checkbox").check()
    assert exported(page, tmp_path) == [chosen]
    context.close()
