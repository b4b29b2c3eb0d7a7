"""What is typed in a long form is there again after going back, in this tab, for this person, until it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from tests.conftest import chromium

SCRIPT = Path(__file__).resolve().parents[2] / "static/js/form-keep.js"
pytestmark = pytest.mark.skipif(not chromium(), reason="no Chromium on this machine: apt install chromium")
HOUSE = "http://house.test"
FORM = """<meta charset="utf-8"><form id="decide" method="post" autocomplete="off" data-keep="device:{person}" data-keep-not="contact">
<input type="hidden" name="revision" value="3"><input name="model"><input name="contact"><input type="password" name="word">
<input type="checkbox" name="kind" value="a"><input type="checkbox" name="kind" value="b">
<select name="town"><option>1<option>2</select><button>保存</button></form>
<textarea name="remark" autocomplete="off" form="decide"></textarea><a href="/elsewhere">away</a><script src="/keep.js"></script>"""


@pytest.fixture
def page() -> Iterator[Page]:
    """A tab on a site whose form is never kept by the browser; `person` says whose form it is."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        tab = browser.new_page()
        tab.person = "7"  # type: ignore[attr-defined]

        def answer(route: Route) -> None:
            no_store = {"Cache-Control": "private, no-store"}
            if route.request.url.endswith("keep.js"):
                return route.fulfill(body=SCRIPT.read_text(), content_type="text/javascript")
            if route.request.url.endswith("elsewhere"):
                return route.fulfill(body="<p>elsewhere</p>", content_type="text/html", headers=no_store)
            body = FORM.replace("{person}", tab.person)  # type: ignore[attr-defined]
            return route.fulfill(body=body, content_type="text/html", headers=no_store)

        tab.route(f"{HOUSE}/**", answer)
        tab.goto(f"{HOUSE}/form")
        yield tab
        browser.close()


def fill(page: Page) -> None:
    page.fill("[name=model]", "QTZ80")
    page.fill("[name=contact]", "someone")
    page.fill("[name=word]", "secret")
    page.fill("[name=remark]", "请补充")
    page.check("[value=b]")
    page.select_option("select", "2")


def leave(page: Page, by: str) -> None:
    """Click what leads away, and be there."""
    with page.expect_navigation():
        page.click(by)


def values(page: Page) -> list[object]:
    names = ("model", "contact", "word", "remark", "town")
    typed: list[object] = [page.input_value(f"[name={name}]") for name in names]
    return [*typed, page.is_checked("[value=a]"), page.is_checked("[value=b]")]


EMPTY = ["", "", "", "", "1", False, False]
RESTORED = ["QTZ80", "", "", "请补充", "2", False, True]


def test_going_back_offers_what_was_typed(page) -> None:
    fill(page)
    leave(page, "a")
    page.go_back()
    assert values(page) == EMPTY
    page.click("text=恢复填写的内容")
    assert values(page) == RESTORED
    assert page.locator(".alert").count() == 0


def test_who_does_not_want_it_is_not_asked_again(page) -> None:
    fill(page)
    leave(page, "a")
    page.go_back()
    page.click("text=不恢复")
    page.reload()
    assert page.locator(".alert").count() == 0
    assert page.evaluate("sessionStorage.length") == 0


def test_what_was_sent_is_offered_only_to_who_comes_back_to_it(page) -> None:
    fill(page)
    leave(page, "button")
    assert page.locator(".alert").count() == 0
    assert page.evaluate("sessionStorage.length") == 0
    fill(page)
    leave(page, "button:has-text('保存')")
    page.goto(f"{HOUSE}/elsewhere")
    page.goto(f"{HOUSE}/form")
    assert page.locator(".alert").count() == 0


def test_another_person_or_another_form_is_offered_nothing(page) -> None:
    fill(page)
    page.goto(f"{HOUSE}/other")
    assert page.locator(".alert").count() == 0
    page.person = "8"
    page.goto(f"{HOUSE}/form")
    assert page.locator(".alert").count() == 0
    page.person = "7"
    page.goto(f"{HOUSE}/form")
    assert page.locator(".alert").count() == 1


def test_what_is_left_out_stands_in_no_store(page) -> None:
    fill(page)
    leave(page, "a")
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert "QTZ80" in kept
    assert not [word for word in ("someone", "secret") if word in kept]
    assert page.evaluate("localStorage.length") == 0


def test_a_form_typed_back_to_its_beginning_is_forgotten(page) -> None:
    page.fill("[name=model]", "QTZ80")
    page.fill("[name=model]", "")
    leave(page, "a")
    assert page.evaluate("sessionStorage.length") == 0
