"""读取文件: the sheet with the register, its header, and its rows as texts; some hundred at a time in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from python_calamine import SheetTypeEnum

from devices.import_words import ImportKind
from devices.imports.columns import guess, heading_key, targets
from devices.imports.receiving import TEXT_MEDIA_TYPE, encoding_of
from devices.models import CatalogueVersion, ImportJob, ImportRow, RegisterImport, RememberedColumn
from documents.services import read_bytes
from ground.errors import RuleBroken
from ground.inserting import insert_rows, like
from ground.leasing import note_progress
from ground.spreadsheets import MergedDown, opened, refuse_bomb, text_of

MOST_ROWS, MOST_COLUMNS, MOST_SIGNS = 60_000, 80, 500
MOST_UNPACKED = 400 * 1024 * 1024  # bytes
CHUNK = 1000
LOOKED_AT = 20  # lines in which the header is looked for
UNREADABLE = "这个文件打不开，可能已损坏或不是表格。请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传。"
TOO_LARGE = "这个表格解开后过大。请删除其中的图片和无关工作表，或分成几个文件分别导入。"
GONE = "原文件已清理，请重新上传。"
NO_HEADER = (
    "没有找到表头：前 20 行里没有认得出的列名。请保留一行列名(例如 备案号、规格型号、出厂编号)后重新上传。"
)
NO_ROWS = "表头下面没有数据行。请检查文件后重新上传。"
OTHER_SHEETS = "文件有 {count} 张工作表，本次读取“{sheet}”。其他工作表如需导入，请分别另存为文件后上传。"
CUT = f"文件超过 {MOST_ROWS} 行，其余的行没有读取。请分成几个文件分别导入。"
WIDE = f"文件超过 {MOST_COLUMNS} 列，其余的列没有读取。"
LONG = "有单元格超过 500 字，超出部分没有读取。"

Lines = Iterator[tuple[int, list[str]]]


@dataclass(slots=True)
class Header:
    """Where the header stands: sheet, line (from 1), its texts."""

    sheet: str
    line: int
    heads: list[str]
    sheets: list[str] = field(default_factory=list)


def read(job: ImportJob) -> None:
    """Read the job's file into rows; a worker that was killed begins anew. RuleBroken where nothing can be read."""
    run = job.run
    if run.file is None:
        raise RuleBroken("import_gone", GONE)
    data, notes = read_bytes(run.file), set[str]()
    header = _header(run, data)
    if len(header.sheets) > 1:
        notes.add(OTHER_SHEETS.format(count=len(header.sheets), sheet=header.sheet))
    run.rows.all().delete()
    count, samples = 0, list[list[str]]()
    rows, blank = list[ImportRow](), ImportRow(run_id=run.pk)
    for line, texts in _lines(run, data, header.sheet):
        if line <= header.line or not any(texts):
            continue
        if count + len(rows) >= MOST_ROWS:
            notes.add(CUT)
            break
        rows.append(like(blank, line=line, cells=_clean(texts, notes)))
        samples += [rows[-1].cells] if len(samples) < 3 else []
        if len(rows) == CHUNK:
            count += _keep(job, rows, count)
    count += _keep(job, rows, count)
    if not count:
        raise RuleBroken("import_blank", NO_ROWS)
    _finish(job, header, samples, sorted(notes))


def _keep(job: ImportJob, rows: list[ImportRow], before: int) -> int:
    kept = len(rows)
    with transaction.atomic():
        note_progress(job, before + kept, max(job.total, before + kept))
        insert_rows(rows)
    rows.clear()
    return kept


def _finish(job: ImportJob, header: Header, samples: list[list[str]], notes: list[str]) -> None:
    run = job.run
    book = CatalogueVersion.objects.in_force().catalogue
    known = dict(RememberedColumn.objects.filter(kind=run.kind).values_list("heading", "field"))
    known = {key: code for key, code in known.items() if not code or code in _codes(run)}
    mapping = guess(run.kind_word, header.heads, book, known)
    with transaction.atomic():
        note_progress(job, run.rows.count(), run.rows.count())
        RegisterImport.objects.filter(pk=run.pk).update(
            sheet=header.sheet[:80],
            sheets=header.sheets[:50],
            header_line=header.line,
            heads=header.heads,
            samples=samples,
            mapping={str(place): code for place, code in mapping.items()},
            notes=notes,
            read_at=timezone.now(),
        )


def _codes(run: RegisterImport) -> set[str]:
    return {target.code for target in targets(run.kind_word, CatalogueVersion.objects.in_force().catalogue)}


def _header(run: RegisterImport, data: bytes) -> Header:
    """The line among the first of all sheets that names the most fields; at least two must be named."""
    catalogue = CatalogueVersion.objects.in_force().catalogue
    words = {
        heading_key(word) for target in targets(ImportKind(run.kind), catalogue) for word in target.words()
    }
    names = _sheet_names(run, data)
    best, most = None, 1
    for name in names:
        for line, texts in _lines(run, data, name):
            if line > LOOKED_AT:
                break
            known = len({heading_key(text) for text in texts if text} & words)
            if known > most:
                best, most = Header(name, line, _heads(texts), names), known
    if best is None:
        raise RuleBroken("import_header", NO_HEADER)
    return best


def _heads(texts: list[str]) -> list[str]:
    heads = [" ".join(text.replace("\x00", "").split())[:80] for text in texts[:MOST_COLUMNS]]
    while heads and not heads[-1]:
        heads.pop()
    return heads


def _clean(texts: list[str], notes: set[str]) -> list[str]:
    if len(texts) > MOST_COLUMNS and any(texts[MOST_COLUMNS:]):
        notes.add(WIDE)
    if any(len(text) > MOST_SIGNS for text in texts[:MOST_COLUMNS]):
        notes.add(LONG)
    cells = [text[:MOST_SIGNS].replace("\x00", "") for text in texts[:MOST_COLUMNS]]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _sheet_names(run: RegisterImport, data: bytes) -> list[str]:
    if _is_text(run):
        return [""]
    refuse_bomb(data, most=MOST_UNPACKED, too_large=TOO_LARGE, unreadable=UNREADABLE)
    with opened(data, unreadable=UNREADABLE) as book:
        return [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]


def _lines(run: RegisterImport, data: bytes, sheet: str) -> Lines:
    """The lines of a sheet with their numbers, from 1, as in the program that shows them."""
    if _is_text(run):
        yield from _text_lines(data)
        return
    with opened(data, unreadable=UNREADABLE) as book:
        found = book.get_sheet_by_name(sheet)
        left = (found.start or (0, 0))[1]  # the reader leaves out empty columns before the first cell
        merged = MergedDown(found.merged_cell_ranges or ())
        for place, raw in enumerate(found.iter_rows()):
            yield place + 1, merged.filled(place, [""] * left + [text_of(value) for value in raw])


def _text_lines(data: bytes) -> Lines:
    encoding = encoding_of(data)
    if encoding is None:
        raise RuleBroken("workbook_unreadable", UNREADABLE)
    with io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="") as stream:
        head = stream.readline()
        stream.seek(0)
        delimiter = max(",\t;", key=head.count)
        reader = csv.reader(stream, delimiter=delimiter)
        try:
            for place, texts in enumerate(reader, start=1):
                yield place, [text.strip() for text in texts]
        except csv.Error as fault:
            raise RuleBroken("workbook_unreadable", UNREADABLE) from fault


def _is_text(run: RegisterImport) -> bool:
    return run.file is not None and run.file.media_type == TEXT_MEDIA_TYPE
