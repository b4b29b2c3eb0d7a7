"""Workbooks as they come in life: understood, or refused with a reason at the cell."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from renewals.batch.choosing import Choice, start_batch
from renewals.batch_words import Verdict
from renewals.models import BatchUpload
from tests.batch.books import (
    FIRST,
    TOWER,
    as_bytes,
    checked,
    downloaded,
    fill_in,
    of_batch,
    place,
    problems,
    put,
    send,
    work,
)
from tests.batch.formats import as_numbers, as_ods, as_xls, locked_xlsx
from tests.cases import MODEL, registered
from tests.pages import text_of

pytestmark = pytest.mark.django_db
BOMB = b"0" * 200_000_000


@pytest.fixture
def book(portal, batch):
    return fill_in(downloaded(portal, batch), FIRST, model=MODEL)


def first_row(upload):
    return upload.rows.get(line=FIRST)


@pytest.mark.parametrize(
    ("key", "typed", "stored"),
    [
        ("parameters.rated_load_moment", "８００", "800"),
        ("parameters.rated_load_moment", "800 kN·m", "800"),
        ("parameters.rated_load_moment", "800.0", "800"),
        ("parameters.hoisting_speed", 0.667, "0.667"),
        ("device.purchase_date", dt.date(2018, 7, 3), "2018-07-03"),
        ("device.purchase_date", dt.datetime(2018, 7, 3), "2018-07-03"),
        ("device.purchase_date", "2018年7月3日", "2018-07-03"),
        ("device.purchase_date", "２０１８／７／３", "2018-07-03"),
        ("device.is_second_hand", True, "true"),
        ("device.is_second_hand", "否", "false"),
        ("parameters.base_type", "固定式、内爬式", "fixed,internal_climbing"),
        ("parameters.luffing_mode", "小车变幅", "trolley"),
        ("device.internal_number", 12, "12"),
    ],
)
def test_the_ways_in_which_people_write_are_understood(portal, batch, book, key, typed, stored):
    put(book, key, typed)
    row = first_row(checked(portal, batch, book))
    part, code = key.split(".")
    assert row.given["common" if part == "device" else part][code] == stored


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("parameters.rated_load_moment", "八百", "应填写数字"),
        ("parameters.rated_load_moment", "=100*8", "公式"),
        ("parameters.rated_load_moment", "#N/A", "公式结果"),
        ("parameters.rated_load_moment", "-800", "不能是负数"),
        ("parameters.rated_load_moment", "80 t·m", "单位应为kN·m"),
        ("device.purchase_date", "2018.13.1", "没有这一天"),
        ("device.purchase_date", "去年", "应填写日期"),
        ("device.remark", "长" * 501, "最多500个字"),
        ("device.model", "QTZ63", "不能在表格中修改"),
        ("device.factory_number", "9999", "不能在表格中修改"),
        ("device.old_registration_number", "粤T-T99999", "不能在表格中修改"),
        ("device.category", "施工升降机", "不能在表格中修改"),
        ("device.design_service_life", None, "必填"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_cell(portal, batch, book, key, typed, words):
    cell = put(book, key, typed)
    upload = checked(portal, batch, book)
    assert words in problems(upload)[cell]
    assert first_row(upload).verdict == Verdict.ERROR


def test_merged_cells_are_refused_where_they_lie(portal, batch, book):
    sheet = book[TOWER]
    column = place(sheet, "device.storage_address")
    sheet.merge_cells(start_row=FIRST, end_row=FIRST + 1, start_column=column, end_column=column)
    upload = checked(portal, batch, book)
    assert "合并单元格" in problems(upload)[sheet.cell(FIRST, column).coordinate]


def test_a_moved_a_removed_and_an_added_column_are_told_apart(portal, batch, book):
    sheet = book[TOWER]
    sheet.delete_cols(place(sheet, "device.remark"))
    sheet.insert_cols(7)
    sheet.cell(3, 7, "我的备注")
    sheet.cell(FIRST, 7, "记一下")
    upload = checked(portal, batch, book)
    assert problems(upload) == {}
    assert first_row(upload).verdict in {Verdict.GOOD, Verdict.WARNING}
    assert any("缺少“备注”" in note for note in upload.notes)
    assert any("G 列不是系统的栏目" in note for note in upload.notes)


def test_rows_may_be_sorted_and_removed_but_not_added_or_doubled(portal, batch, book):
    sheet = book[TOWER]
    sheet.delete_rows(FIRST + 2)
    for cell in list(sheet[FIRST]):
        sheet.cell(FIRST + 2, cell.column, cell.value)
    sheet.cell(FIRST + 3, 3, "另一台")
    upload = checked(portal, batch, book)
    assert upload.rows.count() == 2
    row = first_row(upload)
    assert row.verdict == Verdict.ERROR
    assert "出现了两次" in row.cells[0]["sentence"]
    assert any("没有设备标识" in note for note in upload.notes)


def test_a_strange_sheet_is_left_alone_with_a_word(portal, batch, book):
    book.create_sheet("台账")["A1"] = "自己的"
    upload = checked(portal, batch, book)
    assert any("“台账”不是系统下载的内容" in note for note in upload.notes)
    assert problems(upload) == {}


def test_a_renamed_sheet_is_still_understood_and_marked(portal, batch, book):
    book[TOWER].title = "塔吊"
    cell = put(book, "parameters.rated_load_moment", "很大", sheet="塔吊")
    assert cell in problems(checked(portal, batch, book))
    assert downloaded(portal, batch, "marked/")["塔吊"][cell].comment is not None


def test_another_batchs_workbook_is_refused(portal, batch, book, clerk):
    other = start_batch(user=clerk, choice=Choice(all_of=True))
    upload = checked(portal, other, book)
    assert upload.rows.count() == 0
    assert "不是第 2 批的表格" in upload.notes[0]


def test_another_firms_machine_cannot_be_brought_in_by_its_row(
    portal, batch, book, stranger, reviewer, signed_in
):
    theirs = registered(stranger, reviewer, 9)
    other = start_batch(user=stranger, choice=Choice(all_of=True))
    sheet = downloaded(signed_in(stranger), other)[TOWER]
    book[TOWER].cell(FIRST + 3, 1, sheet.cell(FIRST, 1).value)
    book[TOWER].cell(FIRST + 3, 2, theirs.old_registration_number)
    upload = checked(portal, batch, book)
    assert not upload.rows.filter(machine__device=theirs).exists()
    assert any("没有设备标识" in note for note in upload.notes)


def test_an_old_template_is_refused(portal, batch, book, monkeypatch):
    monkeypatch.setattr("renewals.batch.understanding.FORM", "2")
    assert "旧版表格" in checked(portal, batch, book).notes[0]


def test_a_forged_mark_is_no_mark(portal, batch, book):
    book[TOWER]["A1"] = "crane-batch|1|1|tower_crane|2026.1:forged"
    upload = checked(portal, batch, book)
    assert upload.rows.count() == 0
    assert "没有找到批量换证的内容" in upload.notes[0]


def test_five_thousand_rows_are_read_and_what_does_not_belong_is_said(portal, batch, book):
    for line in range(FIRST + 3, 5000):
        book[TOWER].cell(line, 2, f"粤T-T{line}")
    upload = checked(portal, batch, book)
    assert upload.rows.count() == 3
    assert len(upload.notes) == 100


def test_a_formula_in_a_text_is_never_one_in_the_workbook(portal, clerk, reviewer):
    registered(
        clerk, reviewer, 7, internal_number='=HYPERLINK("http://x")', remark="+1+1", contact_name="@SUM"
    )
    batch = start_batch(user=clerk, choice=Choice(all_of=True))
    sheet = downloaded(portal, batch)[TOWER]
    for key in ("device.internal_number", "device.remark", "device.contact_name"):
        cell = sheet.cell(FIRST, place(sheet, key))
        assert (cell.data_type, cell.quotePrefix) == ("s", 1)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("表格.csv", b"a,b", "CSV"),
        ("表格.rar", b"Rar!\x1a\x07", "压缩包"),
        ("表格.zip", b"PK\x03\x04", "压缩包"),
        ("表格.pdf", b"%PDF-1.7", "PDF"),
        ("表格.xlsx", b"not a workbook", "不是能读取的表格"),
        ("表格.xlsx", b"PK\x03\x04 cut off", "不是能读取的表格"),
        ("表格.xlsx", b"", "空的"),
        ("表格.numbers", b"PK\x03\x04", "导出为 › Excel"),
        ("表格.xlsx", as_numbers(), "导出为 › Excel"),
        ("表格.xls", b"<html><table><tr><td>1</td></tr></table></html>", "内容是网页"),
        ("表格.xls", "\ufeff<?xml version='1.0'?>".encode(), "内容是网页"),
        ("表格.xls", "备案号,型号\n1,2\n".encode("gbk"), "CSV"),
        ("表格.xlsx", locked_xlsx(), "设有打开密码"),
    ],
)
def test_what_is_no_workbook_is_refused_with_how_to_save_it(portal, batch, name, data, words):
    answer = send(portal, batch, data, name)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not BatchUpload.objects.exists()


def test_nothing_chosen_is_said(portal, batch):
    answer = portal.post(of_batch(batch, "upload/"))
    assert answer.status_code == 422
    assert "请先选择要上传的表格" in text_of(answer)


def test_too_large_a_workbook_is_refused(portal, batch, monkeypatch):
    monkeypatch.setattr("renewals.batch.receiving.MOST_BYTES", 100)
    assert "超过 20 MB" in text_of(send(portal, batch, b"PK\x03\x04" + b"0" * 200))


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0" + b"0" * 600, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_damaged_workbook_ends_in_a_sentence(portal, batch, data):
    assert send(portal, batch, data, "旧.xls").status_code == 302
    work()
    assert "这个文件打不开" in text_of(portal.get(of_batch(batch)))


def test_a_workbook_that_unpacks_without_end_is_not_unpacked(portal, batch, book):
    kept = io.BytesIO(as_bytes(book))
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/big.bin", BOMB)
    assert send(portal, batch, kept.getvalue()).status_code == 302
    work()
    assert "解开后过大" in text_of(portal.get(of_batch(batch)))


def test_a_foreign_workbook_is_read_and_refused(portal, batch):
    book = Workbook()
    book.active["A1"] = "工资表"
    upload = checked(portal, batch, book)
    assert "没有找到批量换证的内容" in upload.notes[0]
    page = text_of(portal.get(of_batch(batch)))
    assert "没有找到批量换证的内容" in page
    assert load_workbook(io.BytesIO(portal.get(of_batch(batch, "marked/")).content))["问题清单"].max_row == 2


@pytest.mark.parametrize(("save", "name"), [(as_xls, "旧.xls"), (as_xls, "填好.et"), (as_ods, "填好.ods")])
def test_what_other_programs_save_is_understood_and_comes_back_marked(portal, batch, book, save, name):
    dates(book)
    cell = put(book, "parameters.rated_load_moment", "很大")
    upload = checked(portal, batch, save(book), name)
    assert list(problems(upload)) == [cell]
    marked = downloaded(portal, batch, "marked/")
    assert "应填写数字" in marked[TOWER][cell].comment.text
    put(marked, "parameters.rated_load_moment", 800)
    assert problems(checked(portal, batch, marked)) == {}


def test_a_formulas_value_is_read_from_an_old_format_and_refused_in_a_new_one(portal, batch, book):
    cell = put(book, "parameters.rated_load_moment", "=400+400")
    assert "公式" in problems(checked(portal, batch, book))[cell]
    dates(book)
    upload = checked(portal, batch, as_ods(book), "填好.ods")
    assert problems(upload) == {}
    assert first_row(upload).given["parameters"]["rated_load_moment"] == "800"


def dates(book: Workbook) -> None:
    """Dates as texts, because xlwt writes a bare number for a date without a style."""
    for row in book[TOWER].iter_rows(min_row=FIRST):
        for cell in row:
            if isinstance(cell.value, dt.datetime):
                cell.value = cell.value.date().isoformat()
