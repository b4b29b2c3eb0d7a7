"""Registers as a city has them, and the way of a file through the console."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook
from stdnum.cn import uscc

from devices.imports.jobs import work_through
from devices.imports.work import WORK
from devices.models import ImportRow, RegisterImport

HOME = "/console/imports/"
HEADS = (
    "序号", "产权备案编号", "设备类型", "规格型号", "出厂编号", "生产厂家", "出厂日期",
    "产权单位", "统一社会信用代码", "额定起重力矩(t·m)", "联系电话",
)  # fmt: skip


def code_of(number: int, region: str = "442000") -> str:
    """A valid code of an invented firm."""
    body = f"91{region}MB{number:07d}"
    return str(body + uscc.calc_check_digit(body))


def machine(number: int, **changes: str) -> dict[str, str]:
    """One row of a register, by heading."""
    return {
        "序号": str(number),
        "产权备案编号": f"粤T-T{number:05d}",
        "设备类型": "塔吊",
        "规格型号": "QTZ80(TC6012)",
        "出厂编号": f"A2015-{number:05d}",
        "生产厂家": "广东示例机械有限公司",
        "出厂日期": "2015-06-02",
        "产权单位": "中山示例台账有限公司",
        "统一社会信用代码": code_of(1),
        "额定起重力矩(t·m)": "80",
        "联系电话": "13800138000",
    } | changes


def xlsx(rows: Sequence[dict[str, Any]], heads: Sequence[str] = HEADS, *, title: str = "") -> bytes:
    """A workbook with one sheet; `title` is a line above the header."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    if title:
        sheet.append([title])
    sheet.append(list(heads))
    for row in rows:
        sheet.append([row.get(head, "") for head in heads])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def text(rows: Sequence[dict[str, Any]], encoding: str, heads: Sequence[str] = HEADS) -> bytes:
    """The same as CSV."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow(heads)
    writer.writerows([row.get(head, "") for head in heads] for row in rows)
    return kept.getvalue().encode(encoding)


def work() -> int:
    """What the worker does when it looks."""
    return work_through(WORK)


def uploaded(
    client: Client, data: bytes, *, name: str = "台账.xlsx", kind: str = "machines"
) -> RegisterImport:
    """The file handed in by the page, and read."""
    answer = client.post(f"{HOME}upload/", {"kind": kind, "workbook": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    work()
    return RegisterImport.objects.latest("pk")


def columns(run: RegisterImport, **changes: str) -> dict[str, str]:
    """What the page's form of columns posts; `changes` by heading."""
    chosen = run.fields_by_place()
    given = {f"column-{place}": chosen.get(place, "") for place in range(len(run.heads))}
    given |= {f"column-{run.heads.index(head)}": code for head, code in changes.items()}
    return {"revision": str(run.revision), **given}


def checked(client: Client, run: RegisterImport, **changes: str) -> RegisterImport:
    """试算 by the page."""
    answer = client.post(f"{HOME}{run.pk}/check/", columns(run, **changes))
    assert answer.status_code == 302, answer.content.decode()
    work()
    return RegisterImport.objects.get(pk=run.pk)


def taken(client: Client, run: RegisterImport) -> RegisterImport:
    """正式导入 by the page."""
    answer = client.post(f"{HOME}{run.pk}/take/", {"revision": str(run.revision)})
    assert answer.status_code == 302, answer.content.decode()
    work()
    return RegisterImport.objects.get(pk=run.pk)


def imported(client: Client, rows: Sequence[dict[str, Any]], **more: Any) -> RegisterImport:
    """The whole way of a register."""
    return taken(client, checked(client, uploaded(client, xlsx(rows), **more)))


def verdicts(run: RegisterImport) -> dict[int, str]:
    """Line → verdict."""
    return dict(run.rows.order_by("line").values_list("line", "verdict"))


def outcomes(run: RegisterImport) -> dict[int, str]:
    """Line → outcome."""
    return dict(run.rows.order_by("line").values_list("line", "outcome"))


def row(run: RegisterImport, line: int) -> ImportRow:
    """One line."""
    return ImportRow.objects.get(run=run, line=line)


def said(run: RegisterImport, line: int) -> str:
    """Everything that is said of a line."""
    found = row(run, line)
    return " ".join([found.said, *(item["sentence"] for item in found.problems)])
