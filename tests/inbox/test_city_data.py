"""通知公告, 办事指南, 联系方式: shown before they are kept, and every former text stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import CityChange
from inbox.models import Contact, GuideSection, Notice
from tests.pages import keep_shown, text_of, words_of

pytestmark = pytest.mark.django_db
ADD = "/console/inbox/notice/add/"
LIST = "/console/inbox/notice/"
CONTACTS = "/console/inbox/contact/add/"


@pytest.fixture
def office(signed_in, administrator):
    return signed_in(administrator)


@pytest.fixture
def notice():
    return Notice.objects.create(title="换证窗口调整", body="自下周一起在二楼办理。")


def change(notice: Notice) -> str:
    return reverse("console:inbox_notice_change", args=[notice.pk])


def form(**typed: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    return {
        "title": "换证窗口调整",
        "body": "在三楼办理。",
        "published_on": today,
        "is_published": "on",
    } | typed


def shown_by(page) -> str:
    return text_of(page).split('name="shown" value="')[1].split('"')[0]


def was_of(page) -> str:
    return text_of(page).split('name="was" value="')[1].split('"')[0]


def test_the_effect_the_differences_and_a_preview_come_first_and_nothing_is_kept(office, notice):
    page = office.post(change(notice), form(was=was_of(office.get(change(notice))), step="preview"))
    words = words_of(page)
    assert "公开的“通知公告”：任何人可以查看，保存后立即生效，排在第 1 条" in words
    assert "正文 自下周一起在二楼办理。 在三楼办理。" in words
    assert "预览" in words
    assert Notice.objects.get().body == "自下周一起在二楼办理。"
    assert not CityChange.objects.exists()


def test_what_was_shown_is_kept_with_who_when_before_and_after(office, notice, administrator):
    assert keep_shown(office, change(notice), form()).status_code == 302
    kept = CityChange.objects.of(f"notice:{notice.pk}").get()
    assert (kept.before["正文"], kept.after["正文"]) == ("自下周一起在二楼办理。", "在三楼办理。")
    assert kept.actor_id == str(administrator.pk)
    assert "正文 自下周一起在二楼办理。 在三楼办理。" in words_of(office.get(change(notice)))
    assert "在三楼办理。" in words_of(Client().get(f"/notices/{notice.pk}/"))


def test_other_content_than_the_shown_one_is_shown_first(office, notice):
    was = was_of(office.get(change(notice)))
    shown = shown_by(office.post(change(notice), form(was=was, step="preview")))
    page = office.post(change(notice), form(was=was, shown=shown, step="keep", body="在四楼办理。"))
    assert "在四楼办理。" in words_of(page)
    assert shown_by(page) != shown
    assert Notice.objects.get().body == "自下周一起在二楼办理。"


def test_a_save_without_a_look_is_a_look(office, notice):
    assert office.post(change(notice), form(_save="1")).status_code == 200
    assert Notice.objects.get().body == "自下周一起在二楼办理。"


def test_the_second_of_two_is_told_and_keeps_what_was_typed(office, notice):
    was = was_of(office.get(change(notice)))
    keep_shown(office, change(notice), form(body="在五楼办理。"))
    page = office.post(change(notice), form(was=was, step="preview"))
    assert "已有变化" in text_of(page)
    assert "在三楼办理。" in text_of(page)
    assert Notice.objects.get().body == "在五楼办理。"


def test_ends_of_lines_are_no_change(office, notice):
    Notice.objects.update(body="第一行\n\n第二行")
    assert keep_shown(office, change(notice), form(body="第一行\r\n\r\n第二行")).status_code == 302
    assert not CityChange.objects.exists()


def test_one_that_was_kept_twice_leaves_one_entry(office, notice):
    keep_shown(office, change(notice), form())
    assert keep_shown(office, change(notice), form()).status_code == 302
    assert CityChange.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"is_published": ""}, "不显示，只在后台可见"),
        ({"published_on": "2999-01-01"}, "2999-01-01 起显示"),
    ],
)
def test_a_notice_that_nobody_sees_yet_says_so(office, typed, said):
    assert said in words_of(office.post(ADD, form(step="preview", **typed)))


def test_a_published_one_that_is_put_off_is_said_to_disappear(office, notice):
    later = (timezone.localdate() + dt.timedelta(days=3)).isoformat()
    was = was_of(office.get(change(notice)))
    page = office.post(change(notice), form(was=was, step="preview", published_on=later))
    assert f"现在不再显示，{later} 起显示" in words_of(page)


def test_a_deleted_one_stays_in_the_history_of_the_list(office, notice):
    address = reverse("console:inbox_notice_delete", args=[notice.pk])
    assert "不再显示，原来的链接打不开" in words_of(office.get(address))
    office.post(address, {"post": "yes"})
    page = words_of(office.get(LIST))
    assert "删除通知公告 换证窗口调整" in page
    assert "自下周一起在二楼办理。" in page


def test_a_contact_is_shown_in_its_place_before_it_is_kept(office):
    Contact.objects.create(name="技术支持", phone="0000-1", order=1)
    given = {"name": "审批办咨询", "phone": "0000-2", "hours": "工作日", "order": "0"}
    page = words_of(office.post(CONTACTS, {**given, "step": "preview"}))
    assert "排在第 1 行" in page
    assert page.index("审批办咨询") < page.index("技术支持")
    assert keep_shown(office, CONTACTS, given).status_code == 302
    contact = Contact.objects.get(name="审批办咨询")
    office.post(reverse("console:inbox_contact_delete", args=[contact.pk]), {"post": "yes"})
    titles = [change.title for change in CityChange.objects.of(f"contact:{contact.pk}")]
    assert titles == ["删除联系方式 审批办咨询", "添加联系方式 审批办咨询"]


def test_a_section_that_is_switched_off_says_where_it_goes(office):
    section = GuideSection.objects.get(code="result")
    address = reverse("console:inbox_guidesection_change", args=[section.pk])
    given = {"title": section.title, "body": section.body, "was": was_of(office.get(address))}
    assert "不再显示这一节" in words_of(office.post(address, {**given, "step": "preview"}))


@pytest.mark.parametrize("person", ["reviewer", "head", "supervisor"])
def test_nobody_else_sees_or_keeps_them(person, signed_in, request, notice):
    client = signed_in(request.getfixturevalue(person))
    for address in (LIST, change(notice), ADD, CONTACTS):
        assert client.get(address).status_code == 403
        assert client.post(address, form(step="keep")).status_code == 403
    assert not CityChange.objects.exists()
