"""附件资料 in a browser: files dropped on a form, a failing one retried, looked at in place, and a phone that sends one."""

from __future__ import annotations

import base64
import io
import re

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.journeys import steps
from tests.journeys.people import PHONE
from tests.journeys.test_filling_in import open_draft
from tests.journeys.test_side_by_side import bring_to_draft

DROP = """([zone, files]) => {
  const bag = new DataTransfer();
  for (const [name, data] of files) {
    bag.items.add(new File([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))], name));
  }
  for (const kind of ["dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: bag, bubbles: true, cancelable: true }));
  }
}"""


def photo(name: str, *, shade: int = 90) -> FilePayload:
    """A picture of its own content for each shade."""
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), (shade, 120, 160)).save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def drop(page: Page, where: str, *files: FilePayload) -> None:
    """Drag files from a folder onto a place of the page."""
    given = [[file["name"], base64.b64encode(file["buffer"]).decode()] for file in files]
    page.evaluate(DROP, [page.locator(where).element_handle(), given])


def row(page: Page, kind: str):
    return page.locator(f"[data-paper={kind}]")


def test_files_are_dropped_sorted_retried_looked_at_and_kept(person, watch):
    clerk, reviewer = person("enterprise"), person("reviewer")
    bring_to_draft(clerk, reviewer, "粤T-T07731", "2015-7731")
    open_draft(clerk)
    failures = []

    def cut(route: Route) -> None:
        failures.append(route.request.url)
        route.abort("connectionreset") if len(failures) <= 3 else route.continue_()

    clerk.route(re.compile(r"/files/uploads/[^/]+/\?kind=quality_certificate"), cut)
    drop(clerk, ".drop", photo("7号机铭牌.jpg"), photo("合格证.jpg", shade=10))
    expect(row(clerk, "nameplate_photo")).to_contain_text("7号机铭牌.jpg")
    certificate = row(clerk, "quality_certificate")
    expect(certificate).to_contain_text("网络中断")
    expect(row(clerk, "nameplate_photo")).to_contain_text("保存后生效")
    certificate.get_by_role("button", name="重试").click()
    expect(certificate).to_contain_text("已添加")
    assert len(failures) > 3
    watch.complaints = [
        line
        for line in watch.complaints
        if "quality_certificate" not in line and "ERR_CONNECTION_RESET" not in line
    ]

    drop(clerk, "[data-paper=device_photo]", photo("IMG_1.jpg", shade=200))
    clerk.get_by_label("IMG_1.jpg 的资料种类").select_option(label="使用说明书(性能参数页)")
    expect(row(clerk, "manual_param_page")).to_contain_text("已添加")
    expect(row(clerk, "device_photo")).to_contain_text("选填")

    link = row(clerk, "nameplate_photo").get_by_role("link", name="7号机铭牌.jpg")
    link.click()
    viewer = clerk.get_by_role("dialog", name="7号机铭牌.jpg")
    expect(viewer.get_by_role("img", name="7号机铭牌.jpg")).to_be_visible()
    viewer.get_by_role("button", name="向右旋转").click()
    viewer.get_by_role("button", name="下一个").click()
    expect(clerk.get_by_role("dialog").get_by_role("heading")).not_to_have_text("7号机铭牌.jpg")
    clerk.keyboard.press("Escape")
    expect(link).to_be_focused()
    assert Axe().run(clerk).response["violations"] == []

    expect(clerk.locator(".htmx-request")).to_have_count(0)
    steps.confirm(clerk)
    for name in ("7号机铭牌.jpg", "合格证.jpg", "IMG_1.jpg"):
        expect(clerk.locator("main")).to_contain_text(name)


def test_a_file_goes_on_after_the_page_was_loaded_again(person, watch):
    clerk, reviewer = person("enterprise"), person("reviewer")
    bring_to_draft(clerk, reviewer, "粤T-T07732", "2015-7732")
    open_draft(clerk)
    large = photo("整机.jpg", shade=33)
    noise = io.BytesIO()
    Image.effect_noise((1800, 1800), 150).save(noise, "JPEG", quality=98)
    large["buffer"] = noise.getvalue()
    assert len(large["buffer"]) > 2 * 1024**2
    sent: list[str] = []

    def stop_after_the_first(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.headers["upload-offset"])
        route.abort("connectionreset") if len(sent) > 1 else route.continue_()

    pieces = re.compile(r"/files/uploads/[^/]+/\?kind=")
    clerk.route(pieces, stop_after_the_first)
    row(clerk, "device_photo").locator("[type=file]").evaluate(
        "input => input.closest('details').open = true"
    )
    row(clerk, "device_photo").locator("[type=file]").set_input_files(large)
    expect(row(clerk, "device_photo")).to_contain_text("网络中断")
    clerk.unroute(pieces)
    offsets: list[str] = []
    clerk.on(
        "request",
        lambda request: (
            pieces.search(request.url)
            and request.method == "POST"
            and offsets.append(request.headers["upload-offset"])
        ),
    )
    clerk.reload()
    expect(row(clerk, "device_photo")).to_contain_text("请重新选择这个文件")
    row(clerk, "device_photo").locator("[type=file]").set_input_files(large)
    expect(row(clerk, "device_photo")).to_contain_text("保存后生效")
    assert offsets[0] == str(1024**2)
    watch.complaints = [line for line in watch.complaints if "ERR_CONNECTION_RESET" not in line]
    steps.confirm(clerk)
    expect(clerk.locator("main")).to_contain_text("整机.jpg")


def test_a_phone_sends_a_photo_by_the_code_and_the_desk_sees_it(person, somebody):
    clerk, reviewer = person("enterprise"), person("reviewer")
    bring_to_draft(clerk, reviewer, "粤T-T07733", "2015-7733")
    open_draft(clerk)
    clerk.get_by_role("link", name="扫码传图").click()
    desk = clerk.get_by_role("dialog", name="扫码传图")
    expect(desk).to_contain_text("等待手机传图")
    assert Axe().run(clerk).response["violations"] == []
    address = desk.get_by_label("或把链接发到手机上打开").input_value()

    phone = somebody(size=PHONE)
    phone.goto(address)
    expect(phone.locator("main")).to_contain_text("2015-7733")
    shot = phone.locator("[data-kind=device_photo]")
    shot.locator("input[capture=environment]").set_input_files(photo("现场.jpg", shade=70))
    expect(shot).to_contain_text("已收到")
    expect(shot).to_contain_text("已有 1 个")
    assert Axe().run(phone).response["violations"] == []

    expect(desk).to_contain_text("已收到 1 个文件")
    desk.get_by_role("button", name="完成").click()
    expect(row(clerk, "device_photo")).to_contain_text("现场.jpg")
    expect(row(clerk, "device_photo")).to_contain_text("扫码上传")
    steps.confirm(clerk)
    steps.submit(clerk)
    phone.reload()
    expect(phone.get_by_role("alert")).to_contain_text("已提交备案，不能再传图")
