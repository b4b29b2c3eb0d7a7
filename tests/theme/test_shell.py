"""The shell of portal and public pages: sidebar, counts, the page that one is on, errors."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

pytestmark = pytest.mark.urls("tests.theme.urls")


def current(html: str) -> list[str]:
    return re.findall(r'aria-current="page">([^<]+)', html)


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("/portal/renewals/registered/", "备案设备信息管理"),
        ("/portal/renewals/registered_start/", "备案设备信息管理"),
        ("/portal/renewals/registered/?section=renewals:entries", "设备备案资料录入"),
    ],
)
def test_the_sidebar_marks_the_one_entry_that_the_page_belongs_to(clerk_client, address, label):
    assert current(clerk_client.get(address).content.decode()) == [label]


def test_counts_stand_beside_their_entries_only(clerk_client):
    html = clerk_client.get("/portal/portal/home/").content.decode()
    numbers = re.findall(r'([^<>]+)<span class="n">(\d+)</span>', html)
    assert numbers == [("未审核通过设备信息", "3"), ("消息", "4")]


def test_the_page_names_its_language_and_skips_to_its_text(clerk_client):
    html = clerk_client.get("/portal/portal/home/").content.decode()
    assert '<html lang="zh-Hans">' in html
    assert 'href="#main"' in html
    assert 'id="main"' in html


def test_leaving_is_a_post(clerk_client):
    html = clerk_client.get("/portal/portal/home/").content.decode()
    assert re.search(r'<form method="post" action="/accounts/logout/">.*?退出', html, re.DOTALL)


@pytest.mark.django_db
def test_the_home_offers_login_and_check_to_a_stranger():
    html = Client().get("/").content.decode()
    assert re.search(r'<form[^>]*method="post"[^>]*action="/accounts/login/"', html)
    assert re.search(r'<form[^>]*method="get"[^>]*action="/verify/"', html)
    assert {"username", "password", "number", "serial"} <= set(re.findall(r'name="(\w+)"', html))


def test_the_home_leads_each_role_to_its_own_place(clerk_client, reviewer_client):
    for client, place in ((clerk_client, "/portal/portal/home/"), (reviewer_client, "/console/")):
        live = re.findall(r'<a class="tile live" href="([^"]+)"', client.get("/").content.decode())
        assert live == [place]


@pytest.mark.django_db
def test_an_unknown_address_is_answered_with_a_way_home(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "页面不存在" in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_neither_request_nor_database(name):
    html = render_to_string(name)
    assert 'href="/"' in html
    assert "主办单位" in html
