"""Every page of every role, also in 长者模式: open to assistive technology, quiet, no wider than desk and phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.every_page import every_page
from tests.journeys.people import DESK, PHONE, Watch, log_in, open_browser

# Between them they see every page: staff see no more than their manager, head and supervisor than a reviewer.
ROLES = ("manager", "outside", "reviewer", "admin")
# Chromium's own PDF viewer stands in the frame of the review page and is not ours to judge.
OPTIONS = {"iframes": False, "resultTypes": ["violations"]}
# Firms have long names and makers long numbers; whether one is shown must not hang on the journeys before.
LONG_VALUES = """() => {
  document.documentElement.classList.remove("large")
  document.querySelectorAll("select").forEach(one => one.add(new Option("中山市建筑起重机械".repeat(8))))
  document.querySelectorAll("main .mono").forEach(one => { if (!one.children.length) one.textContent = "WQ01234567".repeat(4) })
}"""
# What stands furthest to the right, to be named in a complaint.
WIDEST = """[...document.querySelectorAll("body *")].map(one => [one.getBoundingClientRect().right, one.outerHTML.slice(0, 80)])
  .sort(([one], [other]) => other - one).slice(0, 3).map(([right, what]) => `${Math.round(right)}: ${what}`).join(" | ")"""


@pytest.mark.parametrize("account", ["", *ROLES])
def test_every_page_is_accessible_and_fits_a_phone(system, browser, watch: Watch, account):
    page = open_browser(browser, system.address, watch)
    if account:
        log_in(page, account)
    found: list[str] = []
    for name in every_page(page, page.url if account else "/"):
        found += [f"{name}: {problem}" for problem in (*_violations(page), *_overhang(page))]
        # The switch is this class alone (tests/portal/test_large_type.py); a second load would double the tour.
        page.evaluate("document.documentElement.classList.add('large')")
        found += [f"{name} 长者模式: {problem}" for problem in (*_violations(page), *_overhang(page))]
        found += [f"{name} 长者模式: {problem}" for problem in _small(page)]
        page.evaluate(LONG_VALUES)
        found += [f"{name} with long names and numbers: {problem}" for problem in _overhang(page)]
    page.context.close()
    assert not found, "\n" + "\n".join(found)


def _violations(page: Page) -> list[str]:
    answer = Axe().run(page, options=OPTIONS)
    return [
        f"{violation['id']} at {[node['target'] for node in violation['nodes']][:4]}"
        for violation in answer.response["violations"]
    ]


def _overhang(page: Page) -> list[str]:
    found = []
    for word, size in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(size)
        root = "document.documentElement"
        wider = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        found += [f"{wider} px wider than a {word}: {page.evaluate(WIDEST)}"] if wider > 0 else []
    page.set_viewport_size(DESK)
    return found


def _small(page: Page) -> list[str]:
    """Body type under 18 px and controls under 44 px, which 长者模式 rules out; of 2 px are those that a widget hides."""
    type_px = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    low = page.eval_on_selector_all(
        "main .btn, main select, main input:not([type=checkbox], [type=radio], [type=hidden], [type=file])",
        """controls => controls.filter(one => one.checkVisibility())
           .filter(one => 2 < one.getBoundingClientRect().height && one.getBoundingClientRect().height < 44)
           .map(one => one.outerHTML.slice(0, 60))""",
    )
    return [*([f"type of {type_px} px"] if type_px < 18 else []), *(f"low control {one}" for one in low[:3])]
