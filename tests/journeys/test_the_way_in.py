"""动态口令 from the first scan to a lost phone, and a session that somebody ends from elsewhere."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import totp
from tests.journeys.people import PHONE
from zhongshan_crane.demo_accounts import DEMO_PASSWORD

ACCOUNT = "other"


def is_accessible(page: Page) -> None:
    answer = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [violation["id"] for violation in answer.response["violations"]] == []


def give_password(page: Page) -> None:
    page.goto("/accounts/login/?next=/accounts/security/")
    page.get_by_label("账号").fill(ACCOUNT)
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()


def give_code(page: Page, code: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("动态口令")
    page.get_by_role("textbox", name="动态口令").fill(code)
    page.keyboard.press("Enter")


def security(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("安全设置")


def test_a_phone_is_set_up_asked_for_lost_and_switched_off(somebody):
    desk = somebody()
    give_password(desk)
    security(desk)
    is_accessible(desk)
    desk.get_by_role("link", name="启用动态口令").click()
    is_accessible(desk)
    key = desk.locator("#key").inner_text().replace(" ", "")
    before = totp.step_at(timezone.now()) - 1
    desk.get_by_role("textbox", name="动态口令").fill(totp.code_of(key, before))
    desk.get_by_role("button", name="启用").click()
    codes = desk.locator("ol.codes li").all_inner_texts()
    assert len(codes) == 10
    is_accessible(desk)
    desk.get_by_role("link", name="我已保存").click()
    expect(desk.locator("main")).to_contain_text("还有 10 个恢复码可用")

    away = somebody(size=PHONE)
    give_password(away)
    is_accessible(away)
    give_code(away, "000000")
    expect(away.get_by_role("alert")).to_contain_text("不正确")
    give_code(away, totp.code_of(key, totp.step_at(timezone.now())))
    security(away)

    lost = somebody()
    give_password(lost)
    give_code(lost, codes[0])
    security(lost)
    expect(lost.locator("main")).to_contain_text("还有 9 个恢复码可用")

    desk.reload()
    desk.get_by_role("button", name="结束其他会话").click()
    expect(desk.get_by_role("status").first).to_contain_text("已结束其他 2 个登录会话")
    away.reload()
    expect(away).to_have_url(re.compile("/accounts/login/"))

    desk.get_by_role("button", name="关闭").click()
    desk.get_by_role("dialog").get_by_role("button", name="关闭").click()
    expect(desk.get_by_role("status").first).to_contain_text("动态口令已关闭")
