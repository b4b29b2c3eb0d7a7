"""企业事项 in a browser: a 注销 through the office, and a 暂不换证 that is taken back."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import Page, expect

from tests.documents.sample_files import png
from tests.journeys import steps
from tests.journeys.people import find, visit

SCRAPPED, SERIAL = "粤T-T07711", "2015-7711"
IDLE, IDLE_SERIAL = "粤T-T07712", "2015-7712"


def registered(clerk: Page, reviewer: Page, number: str, serial: str) -> None:
    """Bring a machine into the register."""
    steps.add_machine(clerk, number=number, serial=serial)
    steps.hand_in_record(clerk)
    steps.approve_record(reviewer, number)


def begin(page: Page, number: str, kind: str) -> None:
    """Open the form of that matter from the machine's page."""
    visit(page, "备案设备信息管理")
    find(page, number)
    page.get_by_role("link", name=number, exact=True).click()
    page.get_by_role("link", name="办理企业事项").click()
    page.locator("main").get_by_role("link", name=kind).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(kind)


def hand_in(page: Page) -> None:
    """保存, and 提交 with the declaration."""
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已保存到“企业事项”")
    page.get_by_role("button", name="提交").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="提交").click()


def test_a_scrapped_machine_leaves_the_register(person):
    clerk, reviewer = person("enterprise"), person("reviewer")
    registered(clerk, reviewer, SCRAPPED, SERIAL)

    begin(clerk, SCRAPPED, "注销")
    clerk.get_by_label("注销原因").select_option(label="设备报废")
    clerk.get_by_label("发生日期").fill("2026-03-02")
    clerk.get_by_label("注销证明材料").set_input_files(
        {"name": "报废处置证明.png", "mimeType": "image/png", "buffer": png()}
    )
    hand_in(clerk)
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("待审核")

    visit(reviewer, "企业事项待办")
    find(reviewer, SCRAPPED)
    reviewer.get_by_role("row", name=SCRAPPED).get_by_role("link", name="审核").click()
    expect(reviewer.locator("main")).to_contain_text("设备报废")
    expect(reviewer.locator("main")).to_contain_text("核对未发现问题")
    reviewer.get_by_role("button", name="审核通过").click()
    expect(reviewer.get_by_role("status").first).to_contain_text("注销已审核通过")
    visit(reviewer, "须在省网办理")
    row = reviewer.get_by_role("row", name=SCRAPPED)
    row.get_by_role("button", name="办结").click()
    dialog = reviewer.get_by_role("dialog")
    dialog.get_by_label("在省网如何办理").fill("省网证照状态已改为注销。")
    dialog.get_by_role("button", name="办结").click()
    expect(reviewer.get_by_role("status").first).to_contain_text("已办结")

    clerk.reload()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("已办结")
    visit(clerk, "备案设备信息管理")
    find(clerk, SCRAPPED)
    expect(clerk.get_by_role("row", name=SCRAPPED)).to_contain_text("已注销")


def test_an_idle_machine_is_put_off_and_taken_back(person):
    clerk, reviewer = person("enterprise"), person("reviewer")
    registered(clerk, reviewer, IDLE, IDLE_SERIAL)

    begin(clerk, IDLE, "暂不换证")
    clerk.get_by_label("暂不换证原因").select_option(label="长期停用存放")
    hand_in(clerk)
    problem = clerk.get_by_role("alert").get_by_role("link", name="暂不换证至")
    expect(problem).to_be_visible()
    problem.click()
    until = dt.date.today() + dt.timedelta(days=200)
    clerk.get_by_label("暂不换证至").fill(until.isoformat())
    hand_in(clerk)
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("暂不换证中")

    visit(clerk, "备案设备信息管理")
    find(clerk, IDLE)
    clerk.get_by_role("row", name=IDLE).get_by_role("link", name="恢复换证").click()
    clerk.get_by_role("row", name=IDLE).get_by_role("link", name="查看").click()
    clerk.get_by_role("button", name="恢复换证").click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("已恢复换证")
    steps.open_renewal_form(clerk, IDLE)
