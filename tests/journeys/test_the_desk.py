"""The reviewer's day: one case refused, corrected and accepted; fifty at once, of which five are skipped."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys import machine, steps, waiting
from tests.journeys.people import find, visit

OPINION = "两处数值与说明书不一致，请按说明书更正后重新提交。"
REMARKS = {"额定起重力矩": "说明书为 810 kN·m，请核对。", "平衡臂长度": "说明书为 13.6 m，请核对。"}
FIRST, AT_ONCE = 8101, 8201
SKIPPED = (
    "未提交备案",  # withdrawn by its firm
    "此件正由",  # in another reviewer's hand
    "企业申请撤回，请单独办理",
    "此件在您打开之后已有变化",  # handed in anew
    "此件已由",  # accepted by another reviewer
)


def test_a_case_is_claimed_refused_corrected_and_accepted(person, system):
    system.run("tests.journeys.waiting", "2", str(FIRST), "A-DESK")
    number = waiting.number_of(FIRST)
    reviewer, other, clerk = person("reviewer"), person("reviewer2"), person("enterprise")

    visit(reviewer, "换证待办")
    find(reviewer, "A-DESK")
    reviewer.get_by_role("row", name=number).get_by_role("link", name="审核").click()
    reference = steps.reference_of(reviewer)
    reviewer.get_by_role("button", name="签收", exact=True).click()
    expect(reviewer.get_by_role("status").first).to_contain_text("已签收")
    expect(reviewer.get_by_role("region", name="设备标识").first).to_contain_text("与旧证一致")
    steps.open_review(other, reference)
    expect(other.locator("main")).to_contain_text("您现在只能查看")
    steps.refuse(reviewer, OPINION, REMARKS)

    clerk.goto(f"/portal/renewals/{reference}/edit/")
    expect(clerk.locator("main")).to_contain_text(OPINION)
    for label, text in REMARKS.items():
        expect(clerk.get_by_role("row", name=re.compile(f"^{label}"))).to_contain_text(text)
    machine.type_all(clerk, {"额定起重力矩": "810", "平衡臂长度": "13.6"})
    steps.confirm(clerk)
    steps.submit(clerk)

    steps.open_review(reviewer, reference)
    answers = reviewer.get_by_role("region", name="上次逐项意见的答复")
    expect(answers.get_by_text("已修改")).to_have_count(2)
    steps.confirm_points(reviewer)
    reviewer.get_by_role("button", name="接受备案", exact=True).click()
    expect(reviewer.get_by_role("status").first).to_contain_text(f"{reference} 已接受备案")
    expect(reviewer.get_by_role("status").first).to_contain_text("已为您打开下一件")
    expect(reviewer.get_by_role("heading", level=1)).to_contain_text("待备案")
    assert steps.reference_of(reviewer) != reference


def test_fifty_are_accepted_at_once_and_five_of_them_skipped_with_a_reason(person, system):
    system.run("tests.journeys.waiting", "50", str(AT_ONCE), "B-DESK")
    reviewer = person("reviewer")
    visit(reviewer, "换证待办")
    find(reviewer, "B-DESK")
    reviewer.get_by_label("选中筛选出的全部 50 件").check()
    reviewer.get_by_role("button", name="批量接受备案").click()
    expect(reviewer.get_by_role("heading", name="将接受备案 50 件")).to_be_visible()

    system.run("tests.journeys.waiting", "--disturb", "B-DESK")
    for box in reviewer.get_by_role("group", name="请核对并勾选").get_by_role("checkbox").all():
        box.check()
    reviewer.get_by_role("button", name="批量接受备案").click()
    expect(reviewer.get_by_role("heading", name="已办理 50 件")).to_be_visible(timeout=120_000)
    expect(reviewer.get_by_role("status").first).to_contain_text("接受备案 45 件，跳过 5 件")
    skipped = reviewer.get_by_role("row").filter(has_text="已跳过")
    expect(skipped).to_have_count(5)
    for reason in SKIPPED:
        expect(skipped.filter(has_text=reason)).to_have_count(1)

    visit(reviewer, "换证待办")
    find(reviewer, "B-DESK")
    expect(reviewer.locator("tr[data-row]")).to_have_count(3)
