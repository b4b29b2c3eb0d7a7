"""A QTZ80(TC6012) of 2015 goes from its paper certificate to the electronic one, refused once on its way."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys import machine, steps
from tests.journeys.people import find, visit

NUMBER, SERIAL = "粤T-T07701", "2015-7701"
OPINION = "铭牌照片与所填数值不一致，请按铭牌更正后重新提交。"
REMARKS = {"额定起重力矩": "铭牌为 810 kN·m，请核对。", "平衡臂长度": "说明书为 13.6 m，请核对。"}


def test_a_machine_goes_from_its_paper_certificate_to_the_electronic_one(person, somebody):
    clerk, reviewer = person("enterprise"), person("reviewer")

    steps.add_machine(clerk, number=NUMBER, serial=SERIAL)
    expect(clerk.locator("main")).to_contain_text("产权备案证.pdf")
    steps.hand_in_record(clerk)
    steps.approve_record(reviewer, NUMBER)

    steps.open_renewal_form(clerk, NUMBER)
    for label, converted in machine.CONVERTED.items():
        expect(machine.control_of(clerk, label)).to_have_value(converted)
    expect(clerk.get_by_role("row", name="额定起重力矩")).to_contain_text("80t·m")
    expect(clerk.get_by_role("row", name="平衡臂长度")).to_contain_text("新增")
    steps.fill_in_renewal(clerk)
    reference = steps.reference_of(clerk)
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("未提交备案")
    steps.submit(clerk)
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("待备案")

    steps.open_review(reviewer, reference)
    steps.refuse(reviewer, OPINION, REMARKS)

    visit(clerk, "任务历史")
    find(clerk, NUMBER)
    refused = clerk.get_by_role("row").filter(has_text="不接受备案").first
    refused.get_by_text("查看").click()
    expect(refused).to_contain_text(OPINION)
    expect(refused).to_contain_text("铭牌为 810 kN·m")
    refused.get_by_role("link", name="去修改").first.click()
    for label, text in REMARKS.items():
        expect(clerk.get_by_role("row", name=re.compile(f"^{label}"))).to_contain_text(text)
    machine.type_all(clerk, {"额定起重力矩": "810", "平衡臂长度": "13.6"})
    steps.confirm(clerk)
    expect(clerk.locator("main")).to_contain_text("退回待重提(第 1 次)")
    steps.submit(clerk)

    steps.accept(reviewer, reference)
    clerk.reload()
    steps.wait_for(clerk, "已上传")

    visit(clerk, "备案设备信息管理")
    find(clerk, SERIAL)
    renewed = clerk.get_by_role("row", name=SERIAL)
    expect(renewed).to_contain_text("已换证")
    new_number = renewed.get_by_role("link").first.inner_text()
    assert re.fullmatch(r"粤TA-T20\d{7}", new_number)
    renewed.get_by_role("link", name="电子证照").click()
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="下载").click()
    certificate = PdfReader(download.value.path()).pages[0].extract_text()
    assert all(written in certificate for written in (new_number, NUMBER, SERIAL, machine.MODEL))

    inspector = somebody()
    inspector.goto("/")
    inspector.get_by_label("备案号").fill(new_number)
    inspector.get_by_label("出厂编号").fill(SERIAL)
    inspector.get_by_role("button", name="查验").click()
    expect(inspector.locator("main")).to_contain_text("有效")
    expect(inspector.locator("main")).to_contain_text(NUMBER)
