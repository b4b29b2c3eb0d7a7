"""台账导入 of files as offices have them: several programs, merged cells, days and codes as programs write them."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from devices.models import Device, RegisterImport
from tests.imports.files import HEADS, checked, code_of, outcomes, row, said, taken, uploaded, verdicts
from tests.imports.old_formats import FIRST, as_ods, as_xls, as_xlsx, odd_rows

pytestmark = pytest.mark.django_db
FILES = [(as_xlsx, "台账.xlsx"), (as_xls, "台账.xls"), (as_xls, "台账.et"), (as_ods, "台账.ods")]
FIRM = ["中山示例台账有限公司", code_of(1), 63.0, 13800138000.0]


def one(number: str, serial: object = "A1", day: object = "2015-06-01", owner: list | None = None) -> list:
    firm = FIRM if owner is None else owner
    return [1.0, number, "塔吊", "QTZ63(TC5013)", serial, "广东示例机械有限公司", day, *firm]


@pytest.mark.parametrize(("save", "name"), FILES)
def test_the_same_register_is_read_from_every_program(office, save, name) -> None:
    run = checked(office, uploaded(office, save(odd_rows()), name=name))
    assert run.header_line == 3
    lines = [FIRST, FIRST + 1, FIRST + 3, FIRST + 5, FIRST + 6]
    assert verdicts(run) == dict.fromkeys(lines, "add")
    assert set(outcomes(taken(office, run)).values()) == {"added"}
    found = {d.old_registration_number: d for d in Device.objects.order_by("pk")}
    assert [d.factory_number for d in found.values()] == ["12345", "00123", "A003", "A004", "12346"]
    assert {d.manufacture_date for d in found.values()} == {dt.date(2015, 6, 1)}
    assert {d.contact_phone for d in found.values()} == {"13800138000"}
    assert {d.parameters["rated_load_moment"]["value"] for d in found.values()} == {"63"}
    assert found["粤T-T00003"].details["manufacture_date_precision"] == "month"


def test_what_was_read_otherwise_than_written_is_told(office) -> None:
    run = checked(office, uploaded(office, as_xls(odd_rows()), name="台账.xls"))
    assert "“42156”按表格软件的日期序号读作 2015-06-01" in said(run, FIRST + 5)
    assert "“12346.0”读作“12346”" in said(run, FIRST + 6)
    assert row(run, FIRST).problems == []


@pytest.mark.parametrize("serial", [2.01806e17, "2.01806E+11"])
def test_a_code_that_lost_its_digits_is_refused_with_the_way_out(office, serial) -> None:
    run = checked(office, uploaded(office, as_xlsx([one("粤T-T00001", serial)])))
    assert verdicts(run) == {FIRST: "refused"}
    assert "后面的数字已丢失" in said(run, FIRST)


def test_a_cell_merged_over_several_machines_counts_for_each(office) -> None:
    blank = ["", "", "", ""]
    rows = [
        one("粤T-T00001", "A1"),
        one("粤T-T00002", "A2", owner=blank),
        one("粤T-T00003", "A3", owner=FIRM),
    ]
    data = merged(as_xlsx(rows), f"H{FIRST}:H{FIRST + 1}", f"I{FIRST}:I{FIRST + 1}")
    run = checked(office, uploaded(office, data))
    assert set(verdicts(run).values()) == {"add"}
    assert row(run, FIRST + 1).cells[7] == "中山示例台账有限公司"


def test_a_header_of_two_lines_is_understood_by_its_lower_one(office) -> None:
    above = ["序号", *HEADS[1:7], "产权单位", "", "参数", "电话"]
    below = ["", *[""] * 6, "单位名称", "信用代码", "额定起重力矩", "联系电话"]
    data = as_xlsx([below, one("粤T-T00001")], above)
    data = merged(data, *(f"{column}3:{column}4" for column in "ABCDEFG"))
    run = checked(office, uploaded(office, data))
    assert (run.header_line, run.heads[1], run.heads[7]) == (4, "产权备案编号", "单位名称")
    assert verdicts(run) == {5: "add"}


def test_thousands_of_rows_of_the_old_format_are_taken(office) -> None:
    rows = [one(f"粤T-T{number:05d}", f"B{number:06d}") for number in range(1, 3001)]
    run = taken(office, checked(office, uploaded(office, as_xls(rows), name="全市台账.xls")))
    assert Device.objects.count() == 3000
    assert set(outcomes(run).values()) == {"added"}
    assert RegisterImport.objects.count() == 1


def merged(data: bytes, *spans: str) -> bytes:
    book, kept = load_workbook(io.BytesIO(data)), io.BytesIO()
    for span in spans:
        book.active.merge_cells(span)
    book.save(kept)
    return kept.getvalue()
