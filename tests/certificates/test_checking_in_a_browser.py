"""The page's scripts: a file is hashed in the browser, also dropped, and a code is scanned where the browser can."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from ground.digests import sm3_hex
from tests.conftest import chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
DETECTOR = """window.BarcodeDetector = class {
  async detect() { return [{ rawValue: "https://x.example/?q=粤TF-T202600001" }]; }
};"""
DROP = """(card) => {
  const data = new DataTransfer();
  data.items.add(new File(["dropped"], "证照.pdf"));
  card.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
}"""


@pytest.fixture
def page(live_server) -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox", *CAMERA])
        page = browser.new_page(base_url=live_server.url)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None
        )
        yield page
        browser.close()
        assert not complaints


def test_the_browser_and_the_server_hash_alike(page) -> None:
    page.goto("/verify/")
    sizes = [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1 << 20, (1 << 20) + 57, 3_000_001]
    hashed = page.evaluate(
        "async (sizes) => Promise.all(sizes.map((size) => sm3Of(new Blob([new Uint8Array(size).fill(7)]))))",
        sizes,
    )
    assert hashed == [sm3_hex(b"\x07" * size) for size in sizes]


def test_a_chosen_and_a_dropped_file_are_judged_without_being_sent(page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.goto("/verify/")
    page.set_input_files("#file", {"name": "证照.pdf", "mimeType": "application/pdf", "buffer": b"chosen"})
    page.get_by_role("button", name="核对文件").click()
    expect(page.get_by_text("✕ 不一致")).to_be_visible()
    expect(page.get_by_text(sm3_hex(b"chosen"))).to_be_visible()
    page.eval_on_selector(".file-check", DROP)
    expect(page.get_by_text(sm3_hex(b"dropped"))).to_be_visible()
    assert set(sent) == {"GET"}


def test_a_browser_that_reads_codes_offers_to_scan(page) -> None:
    page.goto("/verify/")
    expect(page.get_by_role("button", name="扫一扫")).to_have_count(0)
    page.add_init_script(DETECTOR)
    page.goto("/verify/")
    page.get_by_role("button", name="扫一扫").click()
    page.wait_for_url(re.compile("number="))
    expect(page.locator("#number")).to_have_value("粤TF-T202600001")
    expect(page.get_by_text("请再输入设备铭牌上的出厂编号")).to_be_visible()
