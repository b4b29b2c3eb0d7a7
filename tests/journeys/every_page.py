"""Every page that an account can reach by links, each kind of page once for each state that it shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Page

SAMPLES_OF_A_KIND = 6  # so many pages of one kind are opened in search of states
# Files, the scripts' catalogue, and what leaves the account.
NOT_PAGES = re.compile(
    r"^/(files|static|media|api(?!/docs/)|admin)/|/(file|print|receipt|prints|plates|bundle|archive|export|bulletin)/|/matters/[^/]+/papers/|/photos/|/jsi18n/|/logout/|/r/\d+/"
)


def every_page(page: Page, start: str) -> Iterator[str]:
    """Open page after page, from `start`, and give the name of each that shows something new."""
    waiting, found, shown, opened = [start], {start}, set(), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        opened[kind_of(address)] += 1
        if opened[kind_of(address)] > SAMPLES_OF_A_KIND:
            continue
        page.goto(address)
        name = f"{kind_of(page.url)} {state_of(page)}".strip()
        if name not in shown:
            shown.add(name)
            yield name
        new = [link for link in links_of(page) if link not in found]
        found.update(new)
        waiting += new


def kind_of(address: str) -> str:
    """The address with its numbers and references left out: /portal/devices/7/ is /portal/devices/N/."""
    parts = urlsplit(address)
    path = re.sub(r"/(HZ|SX|YS)[^/]*/", "/REF/", parts.path)
    return re.sub(r"/\d+/", "/N/", path) + (f"?{parts.query}" if parts.query else "")


def state_of(page: Page) -> str:
    """The words of the tags in the headline."""
    return " ".join(page.locator("h1 .tag").all_inner_texts())


def links_of(page: Page) -> list[str]:
    """The addresses of this site's pages that the page links to, without their filters."""
    found = page.eval_on_selector_all("a[href]:not([download])", "links => links.map(link => link.href)")
    here = urlsplit(page.url)
    mine = [urlsplit(link) for link in dict.fromkeys(found)]
    paths = [link.path for link in mine if link.netloc == here.netloc and not NOT_PAGES.search(link.path)]
    adding = [
        f"{link.path}?{link.query}"
        for link in mine
        if link.query.startswith("category=") and link.path.endswith("/add/")
    ]
    return list(dict.fromkeys([*paths, *adding[:1]]))
