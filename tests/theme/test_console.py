"""The console's door, menu and the admin's pages in our shell."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from ground import console
from inbox.models import Notice
from tests.pages import keep_shown
from zhongshan_crane.console import ConsoleSite

pytestmark = [pytest.mark.urls("tests.theme.urls"), pytest.mark.django_db]

PAGES = ["", "inbox/notice/", "inbox/notice/add/"]
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.fixture
def notice() -> Notice:
    return Notice.objects.create(title="换证操作常见问题解答", body="正文")


def test_a_stranger_is_sent_to_the_one_login_and_back():
    response = Client().get("/console/inbox/notice/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=/console/inbox/notice/"


def test_people_of_a_firm_are_refused(clerk_client):
    response = clerk_client.get("/console/")
    assert response.status_code == 403
    assert "无权访问" in response.content.decode()


def test_the_menu_holds_what_the_role_may_open(reviewer_client, administrator_client):
    menus = [
        re.findall(r'<li><a href="(/console/[^"]*)"', client.get("/console/").content.decode())
        for client in (reviewer_client, administrator_client)
    ]
    assert "/console/inbox/notice/" not in menus[0]
    assert "/console/inbox/notice/" in menus[1]


def test_a_form_belongs_to_the_entry_of_its_list(administrator_client, notice):
    html = administrator_client.get(f"/console/inbox/notice/{notice.pk}/change/").content.decode()
    assert re.findall(r'aria-current="page">([^<]+)', html) == ["通知公告"]


def test_no_page_needs_inline_style_or_script(administrator_client, notice):
    own = [f"inbox/notice/{notice.pk}/{what}/" for what in ("change", "delete", "history")]
    for page in PAGES + own:
        response = administrator_client.get(f"/console/{page}")
        assert response.status_code == 200
        assert not INLINE.search(response.content.decode()), page


def test_the_list_is_searched_and_filtered_as_the_admin_does(administrator_client, notice):
    Notice.objects.create(title="系统维护公告", body="正文", is_published=False)
    found = administrator_client.get("/console/inbox/notice/?q=换证").content.decode()
    assert "换证操作常见问题解答" in found
    assert "系统维护公告" not in found
    filtered = administrator_client.get("/console/inbox/notice/?is_published__exact=0").content.decode()
    assert "系统维护公告" in filtered
    assert "换证操作常见问题解答" not in filtered


def test_an_empty_list_says_so(administrator_client):
    assert "没有符合条件的记录" in administrator_client.get("/console/inbox/notice/?q=无").content.decode()
    assert "暂无记录" in administrator_client.get("/console/inbox/notice/").content.decode()


def test_what_is_wrong_is_listed_and_kept(administrator_client):
    response = administrator_client.post("/console/inbox/notice/add/", {"title": "", "body": "写好的正文"})
    html = response.content.decode()
    assert 'href="#f-title"' in html
    assert 'id="f-title"' in html
    assert "写好的正文" in html
    assert not Notice.objects.exists()


def test_the_forms_buttons_save_and_delete(administrator_client):
    filled = {"title": "公告", "body": "正文", "published_on": "2026-11-20"}
    keep_shown(administrator_client, "/console/inbox/notice/add/", filled)
    notice = Notice.objects.get(title="公告")
    administrator_client.post(f"/console/inbox/notice/{notice.pk}/delete/", {"post": "yes"})
    assert not Notice.objects.exists()


def test_dates_are_written_as_the_browsers_field_reads_them(administrator_client):
    notice = Notice.objects.create(title="公告", body="正文", published_on="2026-11-20")
    assert (
        'value="2026-11-20"'
        in administrator_client.get(f"/console/inbox/notice/{notice.pk}/change/").content.decode()
    )


def test_tiles_of_the_apps_stand_on_the_workbench(reviewer_client, monkeypatch):
    monkeypatch.setattr(console, "tile_sources", [])
    console.add_tiles(lambda request: [console.Tile("换证待办", 37, "/console/queue/", "go")])
    html = reviewer_client.get("/console/").content.decode()
    assert '<a href="/console/queue/">换证待办<b class="go">37</b>' in html


def test_a_page_of_an_app_lies_behind_the_consoles_door(rf, monkeypatch):
    monkeypatch.setattr(console, "pages", {})
    console.add_view("probe/", lambda request: HttpResponse("in"), "probe")
    door = next(url for url in ConsoleSite().get_urls() if getattr(url, "name", "") == "probe").callback
    request = rf.get("/console/probe/")
    request.user = User(role=Role.REVIEWER)
    assert door(request).content == b"in"
    request.user = User(role=Role.ENTERPRISE_STAFF)
    with pytest.raises(PermissionDenied):
        door(request)
