"""The province returns a renewal, and is away: people see 上传中 and nothing is lost."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys import machine, steps
from tests.journeys.people import find, visit


def test_a_renewal_that_the_province_returns_is_corrected_and_issued(person):
    number, serial = "粤T-T07702", "2015-7702-RETURN"
    clerk, reviewer = person("enterprise"), person("reviewer")
    reference = bring_to_review(clerk, reviewer, number, serial)
    steps.accept(reviewer, reference)
    steps.wait_for(clerk, "不接受备案")
    expect(clerk.locator("main")).to_contain_text("【省网退回】")
    expect(clerk.locator("main")).to_contain_text("出厂编号与制造单位报送的数据不一致")

    clerk.get_by_role("link", name="修改", exact=True).click()
    machine.type_in(clerk, "平衡臂长度", "13.6")
    steps.confirm(clerk)
    steps.submit(clerk)
    steps.accept(reviewer, reference)
    steps.wait_for(clerk, "已上传")
    visit(clerk, "任务历史")
    find(clerk, number)
    for step in ("省网退回", "接受备案", "电子证照办理"):
        expect(clerk.get_by_role("row").filter(has_text=step).first).to_be_visible()


def test_while_the_province_is_away_people_see_the_upload_going_on_and_then_it_ends_by_itself(person, system):
    number, serial = "粤T-T07703", "2015-7703"
    clerk, reviewer = person("enterprise"), person("reviewer")
    reference = bring_to_review(clerk, reviewer, number, serial)
    system.province.stop()
    try:
        steps.accept(reviewer, reference)
        steps.wait_for(clerk, "上传中")
        clerk.wait_for_timeout(4000)
        clerk.reload()
        expect(clerk.get_by_role("heading", level=1)).to_contain_text("上传中")
        expect(clerk.locator("main")).to_contain_text("电子证照办理中，无需操作")
        expect(clerk.locator("main")).not_to_contain_text("异常")
    finally:
        system.province.start()
    steps.wait_for(clerk, "已上传")


def bring_to_review(clerk, reviewer, number: str, serial: str) -> str:
    """Take a new machine to 待备案 and return the renewal's reference."""
    steps.add_machine(clerk, number=number, serial=serial)
    steps.hand_in_record(clerk)
    steps.approve_record(reviewer, number)
    return steps.renew(clerk, number)
