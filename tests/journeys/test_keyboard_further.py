"""More ways by keys alone: a remark corrected, rows over pages taken away, a workbook, a matter."""

from __future__ import annotations

import datetime as dt

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.batch.books import FIRST, TOWER, fill_in
from tests.journeys import machine, steps
from tests.journeys.keys import (
    choose_file_by_keys,
    enter_link,
    find_by_keys,
    focused,
    give,
    hand_in_by_keys,
    log_in_by_keys,
    press_on,
    tab_to,
    tab_to_control,
    type_day,
)
from tests.journeys.test_the_province import bring_to_review

RADIUS = "最小工作幅度"
LONG_MS = 120_000  # what a worker does, on a busy machine


def registered(person, number: str, serial: str) -> None:
    """Bring a machine into the register, by mouse: that is not what is tried here."""
    clerk, reviewer = person("enterprise"), person("reviewer")
    steps.add_machine(clerk, number=number, serial=serial)
    steps.hand_in_record(clerk)
    steps.approve_record(reviewer, number)


def enter_the_register(page: Page) -> None:
    log_in_by_keys(page)
    enter_link(page, "建筑起重机械安全监控系统")
    enter_link(page, "备案设备信息管理")
    list_is_ready(page)


def list_is_ready(page: Page) -> None:
    """Both scripts of the list have begun."""
    expect(page.get_by_role("button", name="键盘快捷键")).to_be_visible()
    expect(page.get_by_role("button", name="全选本页")).to_be_visible()


def serial_of(page: Page, row: int) -> str:
    return page.locator("tr[data-row] td[data-label='出厂编号']").nth(row).inner_text()


def test_a_remark_leads_to_its_field_and_is_answered_by_keys_alone(person, somebody):
    clerk, reviewer = person("enterprise"), person("reviewer")
    reference = bring_to_review(clerk, reviewer, "粤T-T07751", "2015-7751")
    steps.open_review(reviewer, reference)
    steps.refuse(reviewer, "最小工作幅度与说明书不一致，请核对后更正。", {RADIUS: "说明书为 2.6 m，请核对。"})

    page = somebody()
    log_in_by_keys(page)
    enter_link(page, "建筑起重机械安全监控系统")
    enter_link(page, "设备备案资料录入")
    list_is_ready(page)
    find_by_keys(page, reference)
    list_is_ready(page)
    tab_to(page, reference)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("不接受备案")
    enter_link(page, "说明书为 2.6 m")
    expect(page.get_by_role("heading", level=1)).to_contain_text("证件换发申请表")
    control = machine.control_of(page, RADIUS)
    for _ in range(3):  # the remark leads to the very field, not only to its page
        page.keyboard.press("Tab")
        if focused(page)["id"] == control.get_attribute("id"):
            break
    expect(control).to_be_focused()
    give(page, focused(page), "2.6")
    press_on(page, "确认")
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    hand_in_by_keys(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("待备案")


def test_rows_over_pages_are_chosen_and_taken_away_by_keys_alone(somebody, tmp_path):
    page = somebody()
    enter_the_register(page)
    page.keyboard.press("j")
    page.keyboard.press("x")
    first = serial_of(page, 0)
    enter_link(page, "下一页")
    list_is_ready(page)
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    second = serial_of(page, 1)
    expect(page.locator("#chosen [role=status]")).to_contain_text("已选 2 台（其他页或其他条件下 1）")
    tab_to(page, "导出 Excel")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    path = tmp_path / "list.xlsx"
    download.value.save_as(path)
    heads, *lines = load_workbook(path).active.iter_rows(values_only=True)
    assert {line[heads.index("出厂编号")] for line in lines} == {first, second}

    find_by_keys(page, "没有这台设备")
    expect(page.locator("main")).to_contain_text("没有符合条件的设备")
    enter_link(page, "清除筛选，查看全部设备")
    list_is_ready(page)
    assert serial_of(page, 0) == first


def test_a_workbook_is_filled_in_sent_and_made_by_keys_alone(person, somebody, tmp_path):
    registered(person, "粤T-T07752", "2015-7752")
    page = somebody()
    enter_the_register(page)
    enter_link(page, "批量换证")
    list_is_ready(page)
    find_by_keys(page, "2015-7752")
    list_is_ready(page)
    page.keyboard.press("j")
    page.keyboard.press("x")
    enter_link(page, "建立批次")
    expect(page.get_by_role("status").first).to_contain_text("共 1 台")
    tab_to(page, "下载表格")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    path = tmp_path / "填好.xlsx"
    download.value.save_as(path)
    book = load_workbook(path)
    assert book[TOWER].max_row == FIRST
    fill_in(book, FIRST, model=machine.MODEL, design_service_life="20").save(path)
    choose_file_by_keys(page, page.get_by_label("填好的表格")).set_files(path)
    press_on(page, "上传并校验")
    expect(page.get_by_role("heading", name="校验结果")).to_be_visible(timeout=LONG_MS)
    press_on(page, "生成 1 台")
    expect(page.locator(".tag", has_text="已生成").first).to_be_visible(timeout=LONG_MS)


def test_a_matter_is_declared_by_keys_alone(person, somebody):
    registered(person, "粤T-T07753", "2015-7753")
    page = somebody()
    enter_the_register(page)
    find_by_keys(page, "2015-7753")
    list_is_ready(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("粤T-T07753")
    enter_link(page, "办理企业事项")
    enter_link(page, "暂不换证")
    until = dt.date.today() + dt.timedelta(days=200)
    tab_to_control(page, page.get_by_label("暂不换证原因"))
    give(page, focused(page), "长期停用存放")
    tab_to_control(page, page.get_by_label("暂不换证至"))
    type_day(page, page.get_by_label("暂不换证至"), until)
    expect(page.get_by_label("暂不换证至")).to_have_value(until.isoformat())
    press_on(page, "保存")
    expect(page.get_by_role("status").first).to_contain_text("已保存到“企业事项”")
    tab_to(page, "提交")
    page.keyboard.press("Enter")
    tab_to_control(page, page.get_by_role("dialog").get_by_role("checkbox"))
    page.keyboard.press("Space")
    press_on(page, "提交")
    expect(page.get_by_role("heading", level=1)).to_contain_text("暂不换证中")
    enter_link(page, "备案设备信息管理")
    list_is_ready(page)
    find_by_keys(page, "2015-7753")
    expect(page.locator("main table.stack")).to_contain_text("暂不换证")
