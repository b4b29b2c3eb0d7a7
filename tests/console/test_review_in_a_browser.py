"""The review page's script and its safety against a stray Enter, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, sync_playwright

from ground.glossary import ApprovalStatus
from renewals.models import Remark, RenewalApplication
from tests import cases

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOMENT = "parameters.rated_load_moment"


@pytest.fixture
def on_the_page(clerk, reviewer, signed_in, live_server, chromium_path) -> Callable[..., RenewalApplication]:
    """Run `act(page)` on the review page of a waiting case as its reviewer; gives the case afterwards.

    The browser is closed before the database is asked again: its loop and Django's do not mix.
    """
    case = cases.waiting(clerk, reviewer)
    cookie = signed_in(reviewer).cookies[settings.SESSION_COOKIE_NAME].value
    url = live_server.url + reverse("console:renewal_review", args=[case.reference])

    def run(act: Callable[[Page], None]) -> RenewalApplication:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
            )
            page = context.new_page()
            page.goto(url)
            act(page)
            browser.close()
        return RenewalApplication.objects.get(pk=case.pk)

    return run


@pytest.mark.parametrize("script", [True, False])
def test_enter_in_a_choice_decides_nothing_with_and_without_the_script(on_the_page, script):
    def act(page):
        if not script:
            page.route("**/review.js", lambda route: route.abort())
            page.reload()
        page.locator("[name=kind]").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)

    assert on_the_page(act).approval_status == ApprovalStatus.PENDING


def test_a_template_fills_the_opinion_and_the_remark_at_its_field(on_the_page):
    seen = {}

    def act(page):
        page.select_option(
            "#template", value=page.locator(f'#template option[data-path="{MOMENT}"]').get_attribute("value")
        )
        seen["opinion"] = page.input_value("[name=opinion]")
        seen["remark"] = page.locator(f'[name="remark:{MOMENT}"]').input_value()
        seen["count"] = page.inner_text("#remark-count")

    on_the_page(act)
    assert "kN·m" in seen["opinion"]
    assert seen["remark"] == seen["opinion"]
    assert seen["count"] == "已写逐项意见 1 条"


def test_a_case_is_decided_by_keys_alone_and_the_paper_follows_the_row(on_the_page):
    seen = {}

    def act(page):
        page.locator('tr[id="f-parameters.rated_load_moment"]').focus()
        page.keyboard.press("j")
        seen["paper"] = page.locator('[id="f-attachments.nameplate_photo"] [aria-current]').count()
        page.keyboard.press("?")
        seen["help"] = page.locator("#keys").is_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("c")
        page.keyboard.press("a")
        seen["focus"] = page.evaluate("document.activeElement.value")
        with page.expect_navigation():
            page.keyboard.press("Enter")

    assert on_the_page(act).approval_status == ApprovalStatus.ACCEPTED
    assert seen == {"paper": 1, "help": True, "focus": "accept"}


def test_a_case_is_refused_with_two_remarks_by_keys_alone(on_the_page):
    def act(page):
        page.locator('tr[id="f-parameters.rated_load_moment"]').focus()
        for text in ("铭牌为 810 kN·m，请核对。", "说明书为 6200 kg，请核对。"):
            page.keyboard.press("m")
            page.keyboard.insert_text(text)
            page.keyboard.press("Escape")
            page.keyboard.press("j")
        page.keyboard.press("o")
        page.keyboard.insert_text("两处数值与铭牌、说明书不一致，请更正。")
        page.keyboard.press("Escape")
        page.keyboard.press("r")
        with page.expect_navigation():
            page.keyboard.press("Enter")

    case = on_the_page(act)
    assert case.approval_status == ApprovalStatus.REJECTED
    assert sorted(Remark.objects.values_list("path", flat=True)) == [
        "parameters.max_lifting_capacity",
        "parameters.rated_load_moment",
    ]


def test_the_first_word_claims_the_case(on_the_page, reviewer):
    def act(page):
        page.fill("[name=opinion]", "铭牌")
        page.get_by_text("此件由您办理中，页面打开期间自动保持签收").wait_for()

    assert on_the_page(act).claimed_by_id == reviewer.pk


def test_rows_that_are_the_same_are_hidden_until_asked_for(on_the_page):
    seen = []

    def act(page):
        row = page.locator('tr[id="f-parameters.max_working_radius"]')
        seen.append(row.is_visible())
        page.uncheck(".only")
        seen.append(row.is_visible())

    on_the_page(act)
    assert seen == [False, True]


def test_grounds_are_asked_only_for_a_statutory_refusal(on_the_page):
    seen = []

    def act(page):
        seen.append(page.locator("#f-grounds").is_visible())
        page.check('[name=kind][value="statutory"]')
        seen.append(page.locator("#f-grounds").is_visible())

    on_the_page(act)
    assert seen == [False, True]
