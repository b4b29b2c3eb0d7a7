"""导出: exactly what the list finds or what is ticked, as text, in the order of the page, noted in 账号记录."""

from __future__ import annotations

import datetime as dt
import io
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts import exporting
from audit.models import AccountEvent
from devices.models import Device
from tests.cases import recorded, registered
from tests.pages import ENTRIES, HISTORY, REGISTER, UNAPPROVED, text_of

pytestmark = pytest.mark.django_db
EXPORTS = {
    "备案设备信息": f"{REGISTER}export/",
    "未审核通过设备信息": f"{UNAPPROVED}export/",
    "设备备案资料": f"{ENTRIES}export/",
    "任务历史": f"{HISTORY}export/",
    "电子证照": "/portal/certificates/export/",
}


def rows_of(answer) -> list[list[str | None]]:
    """The heads and rows of the workbook as a person opens it."""
    assert answer.status_code == 200, text_of(answer)
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def column(answer, label: str) -> list[str | None]:
    heads, *rows = rows_of(answer)
    return [row[heads.index(label)] for row in rows]


@pytest.mark.parametrize("name", EXPORTS)
def test_a_list_leaves_as_a_workbook_called_after_it_and_the_day(portal, fleet, name) -> None:
    answer = portal.post(EXPORTS[name])
    told = unquote(answer["Content-Disposition"])
    assert f"{name}_{timezone.localdate():%Y%m%d}.xlsx" in told
    assert "attachment" in told
    assert answer["Cache-Control"] == "private, no-store"
    heads, *rows = rows_of(answer)
    assert None not in heads
    assert rows
    assert all(value is None or isinstance(value, str) for row in rows for value in row)


def test_the_columns_are_the_pages_and_what_identifies_a_machine(portal, fleet) -> None:
    heads, *_rows = rows_of(portal.post(EXPORTS["备案设备信息"]))
    page = text_of(portal.get(REGISTER))
    on_page = [head.label for head in portal.get(REGISTER).context["listing"].heads]
    assert set(on_page) - {"选择", "操作"} <= set(heads)
    assert all(label in page for label in on_page)
    assert {"原备案号", "新备案号", "企业自编号", "存放镇街", "受理编号"} <= set(heads)


def test_it_holds_what_the_filter_finds_in_the_order_of_the_page(portal, fleet) -> None:
    asked = {"progress": "awaiting", "order": "-factory_number"}
    on_page = [row.device.factory_number for row in portal.get(REGISTER, asked).context["rows"]]
    assert (
        column(portal.post(EXPORTS["备案设备信息"], asked), "出厂编号")
        == on_page
        == ["2018-0006", "2018-0001"]
    )


def test_it_holds_the_ticked_rows_of_all_pages_alone(portal, fleet) -> None:
    first, other = fleet[1], fleet[3].device
    asked = {"pk": first.pk, "picked": f"{other.pk},{first.pk}", "q": "2018-0001", "order": "factory_number"}
    assert column(portal.post(EXPORTS["备案设备信息"], asked), "出厂编号") == ["2018-0001", "2018-0003"]
    everything = portal.post(EXPORTS["备案设备信息"], {**asked, "all": "1"})
    assert column(everything, "出厂编号") == ["2018-0001"]


def test_the_words_are_those_of_the_page(portal, fleet) -> None:
    progress = column(portal.post(EXPORTS["备案设备信息"], {"order": "factory_number"}), "换证进度")
    assert progress == [None, "未提交备案", "待备案", "不接受备案", "接受备案 · 已上传", None]
    states = column(portal.post(EXPORTS["设备备案资料"], {"order": "old_registration_number"}), "审批状态")
    assert states == ["未提交备案", "待备案", "不接受备案", "接受备案", "已作废"]
    assert "铭牌为 800 kN·m，请核对。" in str(column(portal.post(EXPORTS["任务历史"]), "逐项意见"))


@pytest.mark.parametrize("typed", ["=1+1", "+86", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0", "007"])
def test_nothing_in_it_is_a_formula_or_a_number(portal, clerk, typed) -> None:
    device = recorded(clerk, 1)
    Device.objects.filter(pk=device.pk).update(internal_number=typed)
    answer = portal.post(EXPORTS["未审核通过设备信息"])
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    (cell,) = [cell for row in book.active.iter_rows(min_row=2) for cell in row if cell.value == typed]
    assert cell.data_type == "s"
    assert cell.quotePrefix or typed == "007"


def test_signs_that_no_workbook_can_hold_are_left_out(portal, clerk) -> None:
    device = recorded(clerk, 1)
    Device.objects.filter(pk=device.pk).update(internal_number="甲\x07乙")
    assert "甲乙" in column(portal.post(EXPORTS["未审核通过设备信息"]), "企业自编号")


@pytest.mark.parametrize("name", EXPORTS)
def test_another_firms_rows_are_never_in_it(signed_in, fleet, stranger, reviewer, name) -> None:
    own = registered(stranger, reviewer, 90)
    ids = ",".join(str(pk) for pk in Device.objects.values_list("pk", flat=True))
    for asked in ({}, {"all": "1"}, {"picked": ids}):
        answer = signed_in(stranger).post(EXPORTS[name], asked)
        if answer.status_code == 200:
            assert {"2018-0001", "2018-0005", "2018-0007"}.isdisjoint(column(answer, "出厂编号"))
        else:
            assert "没有可导出的内容" in text_of(answer)
    assert column(signed_in(stranger).post(EXPORTS["备案设备信息"]), "出厂编号") == [own.factory_number]


@pytest.mark.parametrize("name", EXPORTS)
def test_the_door_is_the_firms(signed_in, fleet, reviewer, clerk, name) -> None:
    assert signed_in(reviewer).post(EXPORTS[name]).status_code == 403
    assert Client().post(EXPORTS[name])["Location"].startswith("/accounts/login/")
    assert signed_in(clerk).get(EXPORTS[name]).status_code in {404, 405}
    assert not AccountEvent.objects.filter(step="exported").exists()


def test_nothing_and_too_much_are_answered_in_words(portal, fleet, monkeypatch) -> None:
    nothing = portal.post(EXPORTS["备案设备信息"], {"q": "没有这台"})
    assert (nothing.status_code, "没有可导出的内容" in text_of(nothing)) == (422, True)
    assert portal.post(EXPORTS["备案设备信息"], {"pk": "x"}).status_code == 404
    monkeypatch.setattr(exporting, "MOST_ROWS", 2)
    too_much = portal.post(EXPORTS["备案设备信息"])
    assert (too_much.status_code, "请用查询条件缩小范围" in text_of(too_much)) == (422, True)


def test_who_took_how_much_away_is_noted(portal, fleet, manager) -> None:
    portal.post(EXPORTS["备案设备信息"], {"q": "2018-0001"})
    (event,) = AccountEvent.objects.of_account(manager.pk).filter(step="exported")
    assert event.detail == {"list": "备案设备信息", "rows": 1}
    assert event.enterprise_id == manager.enterprise_id
    assert event.step_word == "导出数据"


def test_a_chunk_ends_where_the_next_begins(portal, clerk, reviewer, monkeypatch) -> None:
    monkeypatch.setattr(exporting, "CHUNK", 2)
    for number in range(1, 6):
        registered(clerk, reviewer, number)
    serials = column(portal.post(EXPORTS["备案设备信息"], {"order": "factory_number"}), "出厂编号")
    assert serials == [f"2018-{number:04d}" for number in range(1, 6)]


def test_a_date_is_written_as_people_write_it(portal, fleet) -> None:
    made = column(portal.post(EXPORTS["备案设备信息"], {"q": "2018-0001"}), "出厂日期")
    assert made == [dt.date(2008, 5, 1).isoformat()]
