"""长者模式: switched on any page, remembered by browser and account."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.pages import words_of

pytestmark = pytest.mark.django_db
LARGE = '<html lang="zh-Hans" class="large">'


def is_large(client: Client, address: str = "/") -> bool:
    return LARGE in client.get(address).content.decode()


def test_a_visitor_switches_it_on_and_off_and_stays_on_the_page():
    visitor = Client()
    assert "长者模式" in words_of(visitor.get("/guide/"))
    answer = visitor.post("/display/", {"large": "1", "next": "/guide/?a=1"})
    assert answer["Location"] == "/guide/?a=1"
    for address in ("/", "/guide/", "/guide/way/", "/notices/", "/verify/", "/accounts/login/", "/nowhere/"):
        assert is_large(visitor, address), address
    assert "标准模式" in words_of(visitor.get("/"))
    visitor.post("/display/", {"large": "0"})
    assert not is_large(visitor)


def test_the_account_remembers_it_in_another_browser(signed_in, clerk, reviewer):
    signed_in(clerk).post("/display/", {"large": "1"})
    elsewhere = signed_in(clerk)
    for address in ("/portal/", "/portal/devices/", "/portal/guide/"):
        assert is_large(elsewhere, address), address
    assert not is_large(signed_in(reviewer), "/console/")


def test_the_console_has_it_too(signed_in, reviewer):
    office = signed_in(reviewer)
    office.post("/display/", {"large": "1", "next": "/console/"})
    assert is_large(office, "/console/")
    assert is_large(office, "/console/renewals/queue/")


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", ""])
def test_it_leads_to_no_other_site(back):
    assert Client().post("/display/", {"large": "1", "next": back})["Location"] == "/"


def test_a_link_switches_nothing():
    visitor = Client()
    assert visitor.get("/display/?large=1").status_code == 405
    assert not is_large(visitor)
