"""The administrator in a browser: an enterprise up to its manager's first login, and a register taken over."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.imports.files import code_of, machine, xlsx
from tests.journeys.people import PHONE, enter_the_system, find, type_the_login, visit

FIRM, CODE = "中山示例新登记机械有限公司", code_of(8801)
ACCOUNT, PASSWORD = "xindengji", "Kran-Fuehrer-26"


def is_accessible(page: Page) -> None:
    answer = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [violation["id"] for violation in answer.response["violations"]] == []


def register(page: Page, entry: str) -> None:
    """Choose the entry of the menu whose whole name that is."""
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name=entry, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(entry)


def test_a_new_enterprise_up_to_the_first_login_of_its_manager(person, somebody):
    office = person("admin")
    register(office, "企业")
    office.get_by_role("link", name="添加企业").click()
    slip = CODE[:-1] + ("1" if CODE[-1] != "1" else "2")
    office.get_by_label("企业名称").fill(FIRM)
    office.get_by_label("统一社会信用代码").fill(slip)
    office.get_by_label("所在镇街").select_option(label="小榄镇")
    office.get_by_role("button", name="保存", exact=True).click()
    expect(office.get_by_role("alert").first).to_contain_text(f"第18位应为“{CODE[-1]}”")
    expect(office.get_by_label("统一社会信用代码")).to_have_value(slip)
    office.get_by_label("统一社会信用代码").fill(CODE)
    office.get_by_role("button", name="保存", exact=True).click()
    find(office, CODE)
    office.get_by_role("link", name=FIRM).click()
    is_accessible(office)
    office.get_by_role("link", name="邀请企业管理员").click()
    office.get_by_label("账号").fill(ACCOUNT)
    office.get_by_label("姓名").fill("钱示例")
    expect(office.get_by_label("角色")).to_have_value("enterprise_manager")
    is_accessible(office)
    office.get_by_role("button", name="邀请并生成链接").click()
    link = office.get_by_label("链接").input_value()

    manager = somebody(size=PHONE)
    manager.goto(link)
    for box in manager.locator("input[type=password]").all():
        box.fill(PASSWORD)
    manager.locator("main").get_by_role("button").first.click()
    expect(manager.get_by_role("status").first).to_contain_text(f"请用账号 {ACCOUNT} 和新密码登录")
    type_the_login(manager, ACCOUNT, PASSWORD)
    is_accessible(manager)
    manager.get_by_label("我已阅读并同意上述政策").check()
    manager.get_by_role("button", name="确认并继续").click()
    enter_the_system(manager)
    visit(manager, "人员与账号")
    expect(manager.get_by_role("row", name=ACCOUNT)).to_contain_text("本人")

    register(office, "账号")
    find(office, ACCOUNT)
    office.get_by_role("link", name=ACCOUNT).click()
    expect(office.locator("main")).to_contain_text("在线登录会话 1 个")
    is_accessible(office)
    office.get_by_role("button", name="结束全部会话").click()
    expect(office.get_by_role("status").first).to_contain_text("已结束")
    manager.reload()
    expect(manager).to_have_url(re.compile("/accounts/login/"))


def test_a_register_is_taken_over(person):
    office = person("admin")
    rows = [
        machine(
            n,
            产权备案编号=f"粤T-T0{n}",
            出厂编号=f"N-{n}",
            产权单位=FIRM + "台账",
            统一社会信用代码=code_of(8802),
        )
        for n in (8811, 8812)
    ]
    rows.append(rows[0] | {"产权备案编号": "粤T-T08813", "出厂编号": ""})
    visit(office, "台账导入")
    is_accessible(office)
    office.locator("input[type=file]").set_input_files(
        {"name": "现有台账.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx(rows)}
    )
    office.get_by_role("button", name="上传并读取").click()
    chosen = office.get_by_label("B 列“产权备案编号”的对应字段")
    expect(chosen).to_have_value("device.old_registration_number")
    is_accessible(office)
    office.get_by_role("button", name="试算").click()
    take = office.get_by_role("button", name="正式导入 2 行")
    expect(take).to_be_visible()
    expect(office.locator("main")).to_contain_text("E 列“出厂编号”")
    is_accessible(office)
    take.click()
    expect(office.get_by_role("navigation", name="按试算结果筛选")).to_contain_text("已新增2")
    is_accessible(office)
    office.get_by_role("link", name="粤T-T08811").click()
    expect(office.locator("main")).to_contain_text("待换发证件")
