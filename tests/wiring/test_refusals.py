"""A refusal reaches people as a page, htmx as a fragment and programs as problem JSON."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.urls("tests.wiring.addresses"), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/broken/", 422, "该设备已超过规定使用年限，请办理注销。"),
        ("/late/", 409, "此件已由他人接受备案。"),
        ("/forbidden/", 403, "只有企业管理员可以作废"),
    ],
)
def test_a_page_says_the_reason_with_its_own_status(client, address, status, words):
    answer = client.get(address)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_the_way_back_is_the_page_the_person_came_from(client):
    answer = client.get("/late/", headers={"referer": "http://testserver/portal/entries/"})
    assert 'href="http://testserver/portal/entries/"' in answer.content.decode()


def test_the_way_back_never_leaves_this_site(client):
    answer = client.get("/late/", headers={"referer": "https://elsewhere.example/"})
    assert "elsewhere.example" not in answer.content.decode()


def test_htmx_gets_a_fragment(client):
    answer = client.get("/late/", headers={"hx-request": "true"})
    assert (answer.status_code, "<html" in answer.content.decode()) == (409, False)
    assert "此件已由他人接受备案。" in answer.content.decode()


def test_a_program_gets_a_problem_with_code_and_field(client):
    answer = client.get("/broken/", headers={"accept": "application/json"})
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "status": 422,
        "code": "too_old",
        "detail": "该设备已超过规定使用年限，请办理注销。",
        "path": "device.made_on",
    }


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", ["/gone/", "/no-such-page/"])
def test_what_is_not_there_answers_404_without_the_inner_reason(client, settings, debug, address):
    settings.DEBUG = debug
    answer = client.get(address)
    assert answer.status_code == 404
    assert "secret reason" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert "URLconf" not in answer.content.decode()


def test_a_program_gets_404_as_a_problem(client):
    answer = client.get("/gone/", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
