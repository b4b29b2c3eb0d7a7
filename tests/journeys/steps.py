"""What people do more than once on their way: the firm's steps and the office's."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.journeys import machine
from tests.journeys.people import find, visit

SEEN_WITHIN_SECONDS = 60  # the worker looks each second, the province decides after two


def add_machine(page: Page, *, number: str, serial: str) -> None:
    """Fill in 添加设备 as it stands on the old certificate, and 保存."""
    visit(page, "未审核通过设备信息")
    page.get_by_role("link", name="添加设备").first.click()
    page.get_by_role("link", name="塔式起重机").click()
    machine.type_all(page, machine.RECORD | {"原备案号": number, "出厂编号": serial})
    page.get_by_label(machine.INSTALLATION).check()
    machine.add_papers(page, number=number, serial=serial)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("提交入库")


def hand_in_record(page: Page) -> None:
    """提交入库 from the record's page."""
    page.get_by_role("button", name="提交入库").click()
    expect(page.locator("main")).to_contain_text("等待审批办审核")


def approve_record(page: Page, number: str) -> None:
    """Take the machine from 入库待办 and let it in."""
    visit(page, "入库待办")
    find(page, number)
    page.get_by_role("row", name=number).get_by_role("link", name="审核").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("入库审核")
    page.get_by_role("button", name="审核通过").click()
    expect(page.get_by_role("status").first).to_contain_text(f"{number} {machine.MODEL} 已审核通过")


def open_renewal_form(page: Page, number: str) -> None:
    """Find the machine in the register and open its 证件换发申请表."""
    visit(page, "备案设备信息管理")
    find(page, number)
    row = page.get_by_role("row", name=number)
    expect(row).to_contain_text("待换发证件")
    row.get_by_role("link", name="证件换发").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("证件换发申请表")


def fill_in_renewal(page: Page, **changes: str) -> None:
    """Type what the renewal adds and keep the form."""
    machine.type_all(page, machine.ADDED | changes)
    monitoring = page.get_by_role("row", name="安全监控系统(黑匣子)")
    monitoring.get_by_role("combobox").select_option(label="有")
    monitoring.get_by_role("textbox").fill("SJ-ZX1")
    confirm(page)


def confirm(page: Page) -> None:
    """确认, which keeps the form."""
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("status").first).to_contain_text("已保存")


def submit(page: Page) -> None:
    """提交备案 from the renewal's page, with the declaration of truth."""
    open_declaration(page).get_by_role("button", name="提交备案").click()
    expect(page.get_by_role("status").first).to_contain_text("已提交备案")


def open_declaration(page: Page):
    """Open the dialog of 提交备案 and make the declaration."""
    page.get_by_role("button", name="提交备案").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox").check()
    return dialog


def renew(page: Page, number: str) -> str:
    """Take a registered machine to 待备案 and return the renewal's reference."""
    open_renewal_form(page, number)
    fill_in_renewal(page)
    reference = reference_of(page)
    submit(page)
    return reference


def reference_of(page: Page) -> str:
    """The reference of the renewal whose page is open."""
    found = re.search(r"/renewals/([^/]+)/", page.url)
    assert found, page.url
    return found[1]


def open_review(page: Page, reference: str) -> None:
    """Take the renewal from 换证待办."""
    visit(page, "换证待办")
    find(page, reference)
    page.get_by_role("link", name=re.compile("审核|查看")).and_(
        page.get_by_role("link", name=reference)
    ).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第 ")


def accept(page: Page, reference: str) -> None:
    """Open the review of the renewal and accept it."""
    open_review(page, reference)
    confirm_points(page)
    page.get_by_role("button", name="接受备案", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("接受备案")


def confirm_points(page: Page) -> None:
    """Tick every point of the checklist that a person must look at, on the open review."""
    for box in page.get_by_role("group", name="请核对并勾选").get_by_role("checkbox").all():
        box.check()


def refuse(page: Page, opinion: str, remarks: dict[str, str]) -> None:
    """不接受备案 with an opinion and remarks at fields, on the open review."""
    for label, text in remarks.items():
        row = page.get_by_role("row", name=re.compile(f"^{re.escape(label)}"))
        row.get_by_text("意见").first.click()
        row.get_by_role("textbox").fill(text)
    page.get_by_label("备案意见").fill(opinion)
    page.get_by_role("button", name="不接受备案").click()
    expect(page.get_by_role("status").first).to_contain_text("不接受备案")


def wait_for(page: Page, words: str, *, within_seconds: float = SEEN_WITHIN_SECONDS) -> None:
    """Look at the page again and again until its headline says the words."""
    deadline = time.monotonic() + within_seconds
    headline = page.get_by_role("heading", level=1)
    while words not in headline.inner_text():
        assert time.monotonic() < deadline, f"no {words} within {within_seconds} s: {headline.inner_text()}"
        page.wait_for_timeout(1000)
        page.reload()
