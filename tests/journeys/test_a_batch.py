"""A firm exchanges many certificates by one workbook: filled in, found faulty, corrected, handed in."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from tests.batch.books import FIRST, TOWER, place, put, shown
from tests.batch.packs import packed, picture
from tests.devices.machines import new_parameters
from tests.journeys.fleet import number_of
from tests.journeys.people import visit

MODEL = "QTZ80(TC6012)"
MANY, FAULTY, MARK = 300, 40, "批量验证"
LONG_MS = 240_000  # what a worker does for 300 machines, on a busy machine
RIGHT = {"parameters.capacity_at_max_radius": 1200, "parameters.luffing_mode": "小车变幅"}
WRONG = (
    ("parameters.capacity_at_max_radius", 1.2),  # tonnes for kilograms
    ("parameters.luffing_mode", "飞行"),
    ("device.purchase_date", "2018.13.1"),
)


def test_a_workbook_is_checked_marked_corrected_and_handed_in(person, tmp_path) -> None:
    page = person("enterprise")
    visit(page, "批量换证")
    page.get_by_label("查找").fill("TC6012")
    page.get_by_role("button", name="查询").click()
    page.get_by_label("选中筛选出的全部").check()
    page.get_by_role("button", name="建立批次").click()
    book = load_workbook(_downloaded(page, "下载表格", tmp_path))
    faulty = _fill_in(book)
    _send(page, book, tmp_path)
    expect(page.get_by_role("cell", name=faulty)).to_be_visible()
    marked = load_workbook(_downloaded(page, "下载标注后的表格", tmp_path))
    assert marked[TOWER][faulty].comment is not None
    put(marked, "parameters.capacity_at_max_radius", 1200)
    _send(page, marked, tmp_path)
    expect(page.get_by_role("heading", name="校验结果：有错误")).to_have_count(0)
    page.get_by_role("button", name="生成 ").click()
    page.get_by_label("真实性负责").check()
    page.get_by_role("button", name="一并提交").click()
    expect(page.locator(".tag", has_text="已提交备案").first).to_be_visible()


def test_three_hundred_machines_by_one_workbook_and_one_zip(system, person, tmp_path) -> None:
    system.run("tests.journeys.fleet", "manager", str(MANY), MARK)
    page = person("manager")
    visit(page, "批量换证")
    page.get_by_label("查找").fill(MARK)
    page.get_by_role("button", name="查询").click()
    page.get_by_label(f"选中筛选出的全部 {MANY} 台").check()
    page.get_by_role("button", name="建立批次").click()
    book = load_workbook(_downloaded(page, "下载表格", tmp_path))
    _fill_in(book)
    put(book, "parameters.capacity_at_max_radius", 1200)
    bought = book[TOWER].cell(FIRST, place(book[TOWER], "device.purchase_date")).value
    faulty = [put(book, *WRONG[n % len(WRONG)], FIRST + 7 * n) for n in range(FAULTY)]
    _send(page, book, tmp_path)
    expect(page.get_by_role("link", name=f"有错误 {FAULTY}")).to_be_visible()
    marked = load_workbook(_downloaded(page, "下载标注后的表格", tmp_path))
    said = [marked[TOWER][cell].comment for cell in faulty]
    assert all(comment and comment.text.startswith("错误：") for comment in said)
    for line in range(FAULTY):
        for key, right in (RIGHT | {"device.purchase_date": bought}).items():
            put(marked, key, right, FIRST + 7 * line)
    _send(page, marked, tmp_path)
    expect(page.get_by_role("link", name="有错误 0")).to_be_visible()
    page.get_by_role("button", name=f"生成 {MANY} 台").click()
    page.get_by_role("link", name="批量添加附件").click(timeout=LONG_MS)
    page.get_by_label("ZIP 文件").set_input_files(_photos(tmp_path))
    page.get_by_role("button", name="上传并匹配").click()
    expect(page.get_by_role("cell", name=f"已添加 {MANY}，未匹配 1")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("link", name="逐个结果").click()
    page.get_by_placeholder("备案号或出厂编号").fill("t-t70001")
    page.get_by_role("button", name="添加", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已添加(粤T-T70001)")
    page.get_by_role("link", name="第 ").click()
    page.get_by_label("真实性负责").check()
    page.get_by_role("button", name="一并提交").click()
    expect(page.locator(".tag", has_text="已提交备案").first).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("heading", name="一并提交")).to_have_count(0)
    visit(page, "设备备案资料录入")
    page.get_by_label("查找").fill(MARK)
    page.get_by_label("审批状态").select_option("pending")
    page.get_by_role("button", name="查询").click()
    expect(page.locator(".pager")).to_contain_text(f"共 {MANY} 条")


def _photos(folder: Path) -> Path:
    """A ZIP of a nameplate for each machine, in folders by number, and one that names none."""
    path = folder / "铭牌.zip"
    files = {f"{number_of(n).removeprefix('粤')}/铭牌.png": picture(n) for n in range(MANY)}
    path.write_bytes(packed(files | {"IMG_0001.png": picture(MANY)}))
    return path


def _downloaded(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def _fill_in(book: Workbook) -> str:
    """Fill in every line, the first with a load in tonnes; its address."""
    sheet = book[TOWER]
    places = {cell.value: cell.column for cell in sheet[1]}
    given = {f"parameters.{code}": shown(value) for code, value in new_parameters(MODEL).items()}
    for line in range(FIRST, sheet.max_row + 1):
        for key, value in given.items():
            cell = sheet.cell(line, places[key])
            cell.value = value if cell.value is None else cell.value
        sheet.cell(line, places["device.design_service_life"], 20)
    return put(book, "parameters.capacity_at_max_radius", 1.2)


def _send(page: Page, book: Workbook, folder: Path) -> None:
    path = folder / "填好.xlsx"
    book.save(path)
    page.get_by_label("填好的表格").set_input_files(path)
    page.get_by_role("button", name="上传并校验").click()
    expect(page.get_by_role("heading", name="校验结果")).to_be_visible(timeout=LONG_MS)
