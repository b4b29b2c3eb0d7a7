"""The shell's two scripts, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.conftest import chromium

SCRIPTS = Path(__file__).resolve().parents[2] / "static/js"
pytestmark = pytest.mark.skipif(not chromium(), reason="no Chromium on this machine: apt install chromium")


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def show(page: Page, body: str, script: str, answers: list[str]) -> None:
    """Open a page of that body and script on a site that notes each request after the first."""

    def answer(route):
        answers.append(f"{route.request.method} {route.request.url} {route.request.post_data or ''}".strip())
        route.fulfill(status=204 if len(answers) > 1 else 200, body=body, content_type="text/html")

    page.unroute_all()
    page.route("http://house.test/**", answer)
    page.goto("http://house.test/")
    page.add_script_tag(path=SCRIPTS / script)


def test_a_form_is_sent_once_with_the_button_that_was_pressed(page):
    answers: list[str] = []
    body = '<form method="post" action="/save"><button name="step" value="submit">提交备案</button></form>'
    show(page, body, "once.js", answers)
    page.click("button")
    page.wait_for_function("document.querySelector('button').disabled")
    page.evaluate("document.querySelector('button').click()")
    assert [line for line in answers if "POST" in line] == ["POST http://house.test/save step=submit"]


def test_a_form_that_answers_with_a_download_stays_awake(page):
    show(page, '<form method="post" action="/file" data-many><button>下载</button></form>', "once.js", [])
    page.click("button")
    page.wait_for_timeout(100)
    assert page.is_enabled("button")


def test_the_dialog_opens_and_closes_without_leaving_the_page(page):
    answers: list[str] = []
    body = (
        '<a href="/confirm" data-dialog="sure">作废</a>'
        '<dialog id="sure"><form method="post"><button type="button" data-close>取消</button></form></dialog>'
    )
    show(page, body, "dialog.js", answers)
    page.click("a")
    assert page.evaluate("document.getElementById('sure').open")
    page.click("[data-close]")
    assert not page.evaluate("document.getElementById('sure').open")
    assert answers == ["GET http://house.test/"]


def test_a_link_to_a_dialog_that_is_not_there_is_followed(page):
    answers: list[str] = []
    show(page, '<a href="/confirm" data-dialog="elsewhere">作废</a>', "dialog.js", answers)
    page.click("a")
    page.wait_for_timeout(100)
    assert answers[-1] == "GET http://house.test/confirm"
