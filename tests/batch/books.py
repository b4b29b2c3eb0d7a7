"""Workbooks as people use them: downloaded, opened by openpyxl, edited, sent back."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from renewals.batch.jobs import work_through
from renewals.batch.work import WORK
from renewals.models import Batch
from tests.devices.machines import new_parameters

TOWER = "塔式起重机"
HOME = "/portal/batches/"
FIRST = 4


def of_batch(batch: Batch, name: str = "") -> str:
    """The address of a batch's page or step."""
    return f"{HOME}{batch.pk}/{name}"


def downloaded(client: Client, batch: Batch, name: str = "workbook/") -> Workbook:
    """The workbook as a person opens it."""
    answer = client.get(of_batch(batch, name))
    assert answer.status_code == 200, answer.content.decode()
    return load_workbook(io.BytesIO(answer.content))


def place(sheet: Worksheet, key: str) -> int:
    """The column of a key."""
    return next(cell.column for cell in sheet[1] if cell.value == key)


def put(book: Workbook, key: str, value: Any, line: int = FIRST, sheet: str = TOWER) -> str:
    """Type into the cell of a line; its address."""
    cell = book[sheet].cell(line, place(book[sheet], key))
    cell.value = value
    return str(cell.coordinate)


def fill_in(book: Workbook, *lines: int, model: str, **common: str) -> Workbook:
    """Give these lines what a right renewal of the model holds."""
    for line in lines:
        for code, value in new_parameters(model).items():
            put(book, f"parameters.{code}", shown(value), line)
        for code, value in ({"design_service_life": "20"} | common).items():
            put(book, f"device.{code}", value, line)
    return book


def shown(stored: str) -> str:
    """A stored scalar as a person types it."""
    return {"true": "是", "false": "否"}.get(stored, stored)


def as_bytes(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def send(client: Client, batch: Batch, book: Workbook | bytes, name: str = "填好.xlsx") -> Any:
    """上传并校验, as the page posts it."""
    data = book if isinstance(book, bytes) else as_bytes(book)
    return client.post(of_batch(batch, "upload/"), {"workbook": SimpleUploadedFile(name, data)})


def checked(client: Client, batch: Batch, book: Workbook | bytes, name: str = "填好.xlsx") -> Any:
    """The same, with the worker's check; the upload."""
    answer = send(client, batch, book, name)
    assert answer.status_code == 302, answer.content.decode()
    work()
    return batch.last_upload()


def work() -> int:
    """What the worker does when it looks."""
    return work_through(WORK)


def problems(upload: Any) -> dict[str, str]:
    """Cell → sentence of all errors."""
    return {
        item["cell"]: item["sentence"]
        for row in upload.rows.all()
        for item in row.cells
        if item["severity"] == "error"
    }
