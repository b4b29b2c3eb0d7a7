"""Two people on one renewal, a hasty finger, a page left open, and a firm from elsewhere."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.people import PHONE, find, visit
from tests.journeys.test_the_province import bring_to_review


def test_who_decides_second_is_told_who_was_first(person):
    clerk, first, second = person("enterprise"), person("reviewer"), person("reviewer2")
    reference = bring_to_review(clerk, first, "粤T-T07704", "2015-7704")
    for reviewer in (first, second):
        steps.open_review(reviewer, reference)
    steps.confirm_points(first)
    first.get_by_role("button", name="接受备案", exact=True).click()
    expect(first.get_by_role("status").first).to_contain_text("接受备案")
    second.get_by_label("备案意见").fill("铭牌照片不清晰，请重新拍摄。")
    second.get_by_role("button", name="不接受备案").click()
    expect(second.get_by_role("alert")).to_contain_text("接受备案")
    expect(second.get_by_role("alert")).to_contain_text("由")
    expect(second.get_by_label("您刚才填写的意见")).to_have_value("铭牌照片不清晰，请重新拍摄。")


def test_a_double_click_submits_once(person):
    clerk, reviewer = person("enterprise"), person("reviewer")
    reference = bring_to_draft(clerk, reviewer, "粤T-T07705", "2015-7705")
    steps.open_declaration(clerk).get_by_role("button", name="提交备案").dblclick()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("待备案")
    visit(clerk, "任务历史")
    find(clerk, reference)
    expect(clerk.get_by_role("cell", name="提交备案", exact=True)).to_have_count(1)


def test_a_page_left_open_answers_with_the_reason_and_changes_nothing(person):
    clerk, reviewer = person("enterprise"), person("reviewer")
    reference = bring_to_draft(clerk, reviewer, "粤T-T07706", "2015-7706")
    stale = clerk.context.new_page()
    stale.goto(clerk.url)
    steps.submit(clerk)
    steps.open_declaration(stale).get_by_role("button", name="提交备案").click()
    expect(stale.get_by_role("alert")).to_contain_text("“提交备案”)，您的操作没有生效")
    visit(clerk, "任务历史")
    find(clerk, reference)
    expect(clerk.get_by_role("cell", name="提交备案", exact=True)).to_have_count(1)


def test_a_firm_of_elsewhere_reads_the_official_explanation_and_gets_no_form(person):
    outside = person("outside")
    visit(outside, "未审核通过设备信息")
    outside.get_by_role("link", name="添加设备").first.click()
    expect(outside.locator("main")).to_contain_text("回企业所在属地办理换证")
    expect(outside.locator("main").get_by_role("button", name="保存", exact=True)).to_have_count(0)


def test_on_a_phone_a_machine_is_found_and_its_renewal_followed(person):
    clerk, reviewer = person("enterprise"), person("reviewer")
    reference = bring_to_review(clerk, reviewer, "粤T-T07707", "2015-7707")
    phone = person("enterprise", size=PHONE)
    visit(phone, "备案设备信息管理")
    find(phone, "2015-7707")
    expect(phone.get_by_text("换证中").first).to_be_visible()
    phone.get_by_role("link", name="查看").first.click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("待备案")
    expect(phone.locator("main")).to_contain_text(reference)
    phone.wait_for_load_state("load")  # without its styles a page has another width
    overhang = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overhang <= 0


def bring_to_draft(clerk, reviewer, number: str, serial: str) -> str:
    """Take a new machine to 未提交备案 and return the renewal's reference."""
    steps.add_machine(clerk, number=number, serial=serial)
    steps.hand_in_record(clerk)
    steps.approve_record(reviewer, number)
    steps.open_renewal_form(clerk, number)
    steps.fill_in_renewal(clerk)
    return steps.reference_of(clerk)
