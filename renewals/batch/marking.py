"""下载标注后的表格: the very workbook, faulty cells coloured and explained, with a 问题清单."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from documents.services import read_bytes
from ground.workbooks import MEDIA_TYPE, write_text
from renewals.batch import looks
from renewals.batch.reading import read_workbook
from renewals.models import BatchUpload

LIST = "问题清单"
AUTHOR = "校验"
WORDS = {"error": "错误", "warning": "提醒"}
HEADINGS = ("工作表", "单元格", "备案号", "栏目", "填写内容", "类别", "问题")


def marked_workbook(upload: BatchUpload) -> bytes:
    """The workbook as it came in, marked; marks of an earlier check are gone.

    An older format (.xls, .et) comes back as .xlsx with the same cells.
    """
    book = _open(upload)
    rows = list(upload.rows.exclude(cells=[]).select_related("machine__device").order_by("sheet", "line"))
    _remove_marks(book)
    listed = []
    for row in rows:
        for item in row.cells:
            if row.sheet in book.sheetnames and item["cell"]:
                _mark(book[row.sheet], item)
            listed.append((row, item))
    _list(book, upload.notes, listed)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _open(upload: BatchUpload) -> Workbook:
    data = read_bytes(upload.file)
    if upload.file.media_type == MEDIA_TYPE:
        return load_workbook(io.BytesIO(data))
    book = Workbook()
    book.remove(book.active)
    for read in read_workbook(data):
        sheet = book.create_sheet(read.name)
        for line, texts in enumerate(read.rows, start=1):
            for place, text in enumerate(texts, start=1):
                write_text(sheet.cell(line, place), text)
        sheet.column_dimensions["A"].hidden = sheet.row_dimensions[1].hidden = True
    return book


def _remove_marks(book: Workbook) -> None:
    if LIST in book.sheetnames:
        book.remove(book[LIST])
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment and cell.comment.author == AUTHOR:
                    cell.comment = None
                    cell.fill = looks.WHITE


def _mark(sheet: Worksheet, item: dict[str, Any]) -> None:
    cell = sheet[item["cell"]]
    if type(cell).__name__ == "MergedCell":
        return
    before = f"{cell.comment.text}\n" if cell.comment and cell.comment.author == AUTHOR else ""
    note = Comment(f"{before}{WORDS[item['severity']]}：{item['sentence']}", AUTHOR)
    note.width, note.height = 320, 120
    cell.comment = note
    cell.fill = looks.ERROR if item["severity"] == "error" or before.startswith("错误") else looks.WARNING


def _list(book: Workbook, notes: list[str], listed: list[tuple[Any, dict[str, Any]]]) -> None:
    sheet = book.create_sheet(LIST)
    for letter, width in zip("ABCDEFG", (14, 10, 18, 28, 24, 8, 80), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append(HEADINGS)
    for note in notes:
        sheet.append(("", "", "", "", "", WORDS["error"], note))
    # Counted here: the sheet itself counts its lines by looking at every cell.
    for line, (row, item) in enumerate(listed, start=2 + len(notes)):
        number = row.number
        texts = (
            row.sheet,
            item["cell"] or f"第 {row.line} 行",
            number,
            item["label"],
            item["typed"],
            WORDS[item["severity"]],
            item["sentence"],
        )
        for place, text in enumerate(texts, start=1):
            write_text(sheet.cell(line, place), text)
            sheet.cell(line, place).alignment = looks.WRAPPED
    sheet.freeze_panes = "A2"
