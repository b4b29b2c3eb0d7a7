"""识别铭牌 with the real engine: a photo of a plate fills the form, a person takes it over, the history says so."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from bench.ocr.papers import TUNING_SEEDS, sample
from tests.journeys.people import DESK, PHONE, Watch, log_in, open_browser, visit
from tests.journeys.system import RunningSystem, running_system
from vision.engine import available

SHOTS = os.environ.get("JOURNEY_SHOTS", "")


@pytest.fixture(scope="module", autouse=True)
def engine() -> None:
    """Skip with a word what cannot be shown here; CI_OCR_REQUIRED makes a missing engine a failure."""
    if not available():
        missing = pytest.fail if os.environ.get("CI_OCR_REQUIRED") else pytest.skip
        missing("no engine for 识别 here: pip install -r requirements-ocr.txt")


@pytest.fixture(scope="module")
def reading_system(
    tmp_path_factory: pytest.TempPathFactory, engine: None, chromium_path: str
) -> Iterator[RunningSystem]:
    """The system with 识别 and its worker; a broker of its own, because another system may run beside it."""
    with running_system(tmp_path_factory.mktemp("reading"), RECOGNITION="auto", REDIS_URL="") as started:
        yield started


@pytest.fixture
def clerk(reading_system: RunningSystem, browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Open a browser of the firm's staff, or of another account: `clerk(PHONE)`."""
    pages: list[Page] = []

    def open_one(size: dict[str, int] = DESK, account: str = "enterprise") -> Page:
        pages.append(open_browser(browser, reading_system.address, watch, size=size))
        log_in(pages[-1], account)
        return pages[-1]

    yield open_one
    for page in pages:
        page.context.close()


@pytest.fixture
def plate(tmp_path: Path) -> Path:
    """A clean photo of a tower crane's plate that shows its model."""
    for seed in TUNING_SEEDS:
        made = sample(seed, level="clean", source="nameplate", category="tower_crane")
        if {"device.model", "parameters.rated_load_moment"} <= made.expected.keys():
            path = tmp_path / "铭牌.jpg"
            path.write_bytes(made.data)
            (tmp_path / "model.txt").write_text(made.expected["device.model"])
            return path
    raise AssertionError("no such plate among the seeds")


def open_form(page: Page) -> None:
    visit(page, "未审核通过设备信息")
    page.get_by_role("link", name="添加设备").first.click()
    page.get_by_role("link", name="塔式起重机").click()


def field(page: Page, path: str):
    return page.locator(f'[name="{path}"]')


def recognise(page: Page, plate: Path) -> None:
    field(page, "attachments.nameplate_photo").set_input_files(plate)
    expect(page.locator('[data-paper="nameplate_photo"]')).to_contain_text("保存后生效")
    page.get_by_role("button", name="识别铭牌", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text(re.compile(r"识别出 \d+ 项"), timeout=90_000)


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png")


def test_a_plate_fills_the_form_and_the_history_says_so(clerk, plate):
    page, model = clerk(), (plate.parent / "model.txt").read_text()
    open_form(page)
    field(page, "device.manufacturer").fill("我自己填的制造单位")
    recognise(page, plate)
    shoot(page, "proposals")
    dialog = page.get_by_role("dialog")
    assert Axe().run(page).response["violations"] == []
    dialog.get_by_role("button", name=re.compile("全部采用")).click()
    expect(dialog.get_by_text("已采用").first).to_be_visible()
    shoot(page, "taken")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="识别铭牌", exact=True)).to_be_focused()
    expect(field(page, "device.model")).to_have_value(model)
    expect(field(page, "device.manufacturer")).to_have_value("我自己填的制造单位")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("main")).to_contain_text("识别采用")


def test_it_can_be_done_on_a_phone(clerk, plate):
    page = clerk(PHONE)
    open_form(page)
    recognise(page, plate)
    shoot(page, "proposals-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^采用")).first.click()
    expect(page.get_by_role("dialog").get_by_text("已采用", exact=True)).to_have_count(1)
    page.get_by_role("button", name="完成").click()


def test_a_dark_photo_is_told_before_it_is_sent_and_can_be_sent_all_the_same(clerk):
    page = clerk(PHONE)
    open_form(page)
    made = io.BytesIO()
    Image.new("RGB", (1600, 1200), (12, 12, 14)).save(made, "JPEG")
    photo = {"name": "铭牌.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}
    field(page, "attachments.nameplate_photo").set_input_files(photo)
    row = page.locator('[data-paper="nameplate_photo"]')
    expect(row).to_contain_text("照片太暗")
    expect(row).not_to_contain_text("保存后生效")
    shoot(page, "dark-phone")
    row.get_by_role("button", name="仍然上传").click()
    expect(row).to_contain_text("保存后生效")


def test_a_photo_of_something_else_is_not_looked_at(clerk):
    page = clerk()
    open_form(page)
    made = io.BytesIO()
    Image.new("RGB", (1600, 1200), (12, 12, 14)).save(made, "JPEG")
    photo = {"name": "整机.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}
    page.locator("summary", has_text="其他资料").click()
    field(page, "attachments.device_photo").set_input_files(photo)
    expect(page.locator('[data-paper="device_photo"]')).to_contain_text("保存后生效")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_reviewer_sees_the_papers_beside_the_form(clerk, size):
    page = clerk(size, "reviewer")
    visit(page, "换证待办")
    page.locator("main").get_by_role("row").get_by_role("link", name="审核").first.click()
    table = page.locator("#agreement")
    expect(table.get_by_role("heading", name="四处一致")).to_be_visible()
    expect(table).not_to_contain_text("正在识别", timeout=90_000)
    table.get_by_text("逐项对照").click()
    expect(table.get_by_role("row").nth(1)).to_be_visible()
    shoot(page, f"agreement-{size['width']}")
    assert Axe().run(page).response["violations"] == []


def test_a_batch_shows_what_its_pictures_propose(clerk):
    page = clerk()
    visit(page, "批量换证")
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name=re.compile("建立批次")).first.click()
    address = page.url.rstrip("/")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.goto(f"{address}/readings/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("识别建议")
        shoot(page, f"readings-{size['width']}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert Axe().run(page).response["violations"] == []
