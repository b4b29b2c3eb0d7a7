"""What everybody reads before the login: notices, 办事指南, the chart of the way."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import CityChange
from inbox.models import Contact, GuideSection, Notice
from tests.pages import keep_shown, words_of

pytestmark = pytest.mark.django_db
GUIDE = "console:inbox_guidesection_change"


def publish(title: str, days: int = 0, **fields) -> Notice:
    on = timezone.localdate() + dt.timedelta(days=days)
    return Notice.objects.create(title=title, body="第一段\n\n第二段", published_on=on, **fields)


def test_notices_have_a_list_and_pages_of_their_own():
    notice = publish("关于换证工作的通知")
    visitor = Client()
    assert f'href="/notices/{notice.pk}/"' in visitor.get("/").content.decode()
    assert notice.title in words_of(visitor.get("/notices/"))
    assert "第二段" in words_of(visitor.get(f"/notices/{notice.pk}/"))


def test_what_is_not_published_is_not_found():
    hidden, tomorrow = publish("未发布", is_published=False), publish("明天发布", days=1)
    visitor = Client()
    for notice in (hidden, tomorrow):
        assert visitor.get(f"/notices/{notice.pk}/").status_code == 404
        for address in ("/", "/notices/"):
            assert notice.title not in words_of(visitor.get(address))


def test_many_notices_go_on_over_pages():
    for number in range(23):
        publish(f"通知之{number:02d}", days=-number)
    visitor = Client()
    first = visitor.get("/notices/")
    assert "通知之19" in words_of(first)
    assert "通知之20" not in words_of(first)
    assert 'href="?page=2"' in first.content.decode()
    assert "通知之22" in words_of(visitor.get("/notices/?page=2"))
    assert visitor.get("/notices/?page=x").status_code == 200


def test_the_guide_lists_papers_from_the_catalogue_and_the_citys_contacts(settings):
    settings.REVIEW_SLA_WORKDAYS = 5
    Contact.objects.create(name="审批办咨询", phone="0000-0000000", hours="工作日 9:00—17:00")
    page = words_of(Client().get("/guide/"))
    for wanted in ("设定依据", "适用对象", "5 个工作日", "不收费", "投诉渠道", "审批办咨询", "0000-0000000"):
        assert wanted in page
    assert re.search(r"设备铭牌照片 近6个月内拍摄.*? 必备 必备", page)
    assert re.search(r"防坠安全器标定证书 .*?— 视情形", page)


def test_the_administrator_words_the_guide_and_every_former_text_stays(signed_in, administrator):
    section = GuideSection.objects.get(code="fee")
    office = signed_in(administrator)
    address = reverse(GUIDE, args=[section.pk])
    form = {"title": "收费标准", "body": "全程不收取任何费用。", "is_shown": "on"}
    assert keep_shown(office, address, form).status_code == 302
    assert "全程不收取任何费用。" in words_of(Client().get("/guide/"))
    edit = CityChange.objects.of(f"guide:{section.pk}").get()
    assert (edit.before["内容"], edit.after["标题"]) == ("不收费。", "收费标准")
    assert edit.actor_id == str(administrator.pk)
    assert "标题 收费 收费标准" in words_of(office.get(address))
    keep_shown(office, address, form)
    assert CityChange.objects.of(f"guide:{section.pk}").count() == 1


def test_a_section_is_switched_off_and_its_text_kept(signed_in, administrator):
    section = GuideSection.objects.get(code="result")
    form = {"title": section.title, "body": section.body}
    keep_shown(signed_in(administrator), reverse(GUIDE, args=[section.pk]), form)
    assert section.body not in words_of(Client().get("/guide/"))


def test_an_empty_text_is_refused(signed_in, administrator):
    section = GuideSection.objects.get(code="fee")
    answer = signed_in(administrator).post(reverse(GUIDE, args=[section.pk]), {"title": "", "body": ""})
    assert answer.status_code == 200
    assert "未保存" in words_of(answer)
    assert not CityChange.objects.exists()


@pytest.mark.parametrize("person", ["reviewer", "head"])
def test_nobody_else_words_the_guide(signed_in, request, person):
    section = GuideSection.objects.get(code="fee")
    client = signed_in(request.getfixturevalue(person))
    assert client.post(reverse(GUIDE, args=[section.pk]), {"title": "x", "body": "x"}).status_code == 403


def test_each_step_of_the_chart_leads_to_its_page_through_the_login(signed_in, clerk):
    chart = Client().get("/guide/way/")
    assert all(word in words_of(chart) for word in ("非中山市企业", "未入库", "已入库", "退回：不接受备案"))
    steps = re.findall(r'<a class="box go[^"]*" href="([^"]+)"', chart.content.decode())
    assert f"/accounts/login/?next={'%2Fportal%2Fdevices%2F'}" in steps
    for address in re.findall(
        r'<a class="box go[^"]*" href="([^"]+)"', signed_in(clerk).get("/guide/way/").content.decode()
    ):
        assert signed_in(clerk).get(address.partition("#")[0]).status_code == 200, address


def test_the_login_leads_on_to_the_step(clerk):
    login = "/accounts/login/?next=%2Fportal%2Frenewals%2F"
    visitor = Client()
    assert "登录后自动回到" in words_of(visitor.get(login))
    answer = visitor.post(login, {"username": "clerk", "password": "Demo-2026!", "next": "/portal/renewals/"})
    assert answer["Location"] == "/portal/renewals/"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/portal/devices/", "找到标识为“待换发证件”的设备"),
        ("/portal/devices/unapproved/", "点“添加设备”"),
        ("/portal/renewals/", "确认无误后点“提交备案”"),
        ("/portal/history/", "下拉查看备案意见"),
    ],
)
def test_a_page_of_the_portal_carries_the_guides_steps_that_belong_to_it(signed_in, clerk, address, words):
    Contact.objects.create(name="审批办咨询", phone="0000-0000000")
    page = words_of(signed_in(clerk).get(address))
    assert words in page
    assert "审批办咨询 0000-0000000" in page


def test_every_page_that_has_a_guide_exists():
    from inbox.place_guides import GUIDES

    named = [hint.url_name for guide in GUIDES.values() for hint in guide.hints if hint.url_name]
    assert named
    assert all(reverse(name) for name in named)
