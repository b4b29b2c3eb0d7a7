"""What the city words itself, in a browser: a parameter of its own up to the page that would put it into force, and a notice."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.people import PHONE, visit
from tests.journeys.test_administration import is_accessible

TITLE = "关于集中换证窗口服务时间的通知"
BODY = "自下周一起，窗口服务时间为工作日 8:30 至 17:30。"


def test_a_parameter_is_added_seen_on_the_form_and_its_effect_told_before_anything_changes(person):
    office = person("admin")
    visit(office, "参数目录")
    office.get_by_role("button", name="新建草稿").first.click()
    office.get_by_role("link", name=re.compile("新增参数.*塔式起重机")).click()
    is_accessible(office)
    office.get_by_label("小数").check()
    office.get_by_role("button", name="下一步").click()
    office.get_by_label("代码").fill("total_power")
    office.get_by_label("名称").fill("司机室噪声")
    office.get_by_label("新单位").fill("dB")
    office.get_by_label("总位数(含小数)").fill("4")
    office.get_by_role("button", name="保存到草稿").click()
    expect(office.get_by_role("alert").first).to_contain_text("已有代码为 total_power 的参数")
    expect(office.get_by_label("名称")).to_have_value("司机室噪声")
    is_accessible(office)
    office.get_by_label("代码").fill("noise_level")
    office.get_by_role("button", name="保存到草稿").click()
    is_accessible(office)
    office.get_by_role("link", name="预览申请表").click()
    expect(office.get_by_label("司机室噪声")).to_be_visible()
    office.get_by_role("link", name="返回草稿").click()
    office.get_by_role("link", name="核对并生效").click()
    expect(office.locator("main")).to_contain_text("未提交、被退回的换证申请")
    is_accessible(office)
    office.get_by_role("link", name="返回草稿").click()
    office.get_by_role("link", name="放弃草稿").click()
    office.locator("main").get_by_role("button").first.click()
    expect(office.get_by_role("status").first).to_contain_text("已放弃")


def test_a_notice_is_looked_at_before_it_is_kept_and_then_read_by_everybody(person, somebody):
    office = person("admin")
    visit(office, "通知公告")
    office.get_by_role("link", name="添加通知公告").click()
    office.get_by_label("标题").fill(TITLE)
    office.get_by_label("正文").fill(BODY)
    office.get_by_role("button", name="查看影响").click()
    expect(office.get_by_role("region", name="预览")).to_contain_text(BODY)
    expect(office.get_by_role("status", name="影响")).to_contain_text("任何人可以查看")
    is_accessible(office)
    office.get_by_role("button", name="保存", exact=True).click()
    expect(office.locator("main")).to_contain_text(f"添加通知公告 {TITLE}")
    is_accessible(office)
    visitor = somebody(size=PHONE)
    visitor.goto("/")
    visitor.get_by_role("link", name=TITLE).click()
    expect(visitor.locator("main")).to_contain_text(BODY)
