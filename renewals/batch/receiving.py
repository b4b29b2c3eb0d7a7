"""上传表格: what comes in is looked at by its first bytes, kept, and queued for its check."""

from __future__ import annotations

from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from accounts.policies import Action, require
from documents.names import clean_name
from documents.services import store_foreign
from ground.errors import RuleBroken
from ground.spreadsheets import media_type_of, parts_of
from renewals.batch.jobs import ask
from renewals.batch_words import JobKind
from renewals.models import Batch, BatchJob, BatchUpload

MOST_BYTES = 20 * 1024 * 1024
SAVE_AS = "请用 WPS 或 Excel 打开本批下载的表格，填好后“另存为”Excel 工作簿(.xlsx)，再上传。"
NOTHING = "请先选择要上传的表格。"
EMPTY = "这个文件是空的(0 字节)。请检查原文件能否打开，再重新上传。"
TOO_LARGE = "表格超过 20 MB。请在系统下载的表格中填写，不要加入图片，再上传。"
NUMBERS = "这是苹果 Numbers 文稿，不能读取。请在 Numbers 中选“文件 › 导出为 › Excel”，保存为 .xlsx 后再上传。"
REFUSED = {
    ".csv": f"CSV 文件不能保留各列的格式和标识。{SAVE_AS}",
    ".txt": f"文本文件不能保留各列的格式和标识。{SAVE_AS}",
    ".numbers": NUMBERS,
    ".pdf": f"这是 PDF 文件，不能读取填写内容。{SAVE_AS}",
    ".rar": f"这是压缩包，请先解压，直接上传其中的表格。{SAVE_AS}",
    ".7z": f"这是压缩包，请先解压，直接上传其中的表格。{SAVE_AS}",
    ".zip": f"这是压缩包，请先解压，直接上传其中的表格。{SAVE_AS}",
    ".doc": f"这是文字文档，不是表格。{SAVE_AS}",
    ".docx": f"这是文字文档，不是表格。{SAVE_AS}",
}
WEB_PAGE = f"这个文件的内容是网页，只是名称像表格，不能读取。{SAVE_AS}"
UNKNOWN = f"这个文件不是能读取的表格。{SAVE_AS}"


def receive_workbook(*, batch: Batch, user: User, upload: UploadedFile | None) -> BatchJob:
    """Keep the workbook and ask for its check.

    Raises RuleBroken, with how to save it, for what is no workbook; StepRefused while other work is under way.
    """
    require(user, Action.KEEP_RENEWALS)
    data, media_type = _accepted(upload)
    name = clean_name(upload.name or "", media_type) if upload else ""
    file = store_foreign(data=data, media_type=media_type, name=name, path="workbook")
    with transaction.atomic():
        kept = BatchUpload.objects.create(batch=batch, file=file, name=name, uploaded_by=user)
        count = batch.machines.count()
        return ask(batch=batch, kind=JobKind.CHECK, user=user, upload=kept, total=count)


def _accepted(upload: UploadedFile | None) -> tuple[bytes, str]:
    if upload is None:
        raise RuleBroken("workbook_missing", NOTHING, path="workbook")
    if (upload.size or 0) > MOST_BYTES:
        raise RuleBroken("workbook_large", TOO_LARGE, path="workbook")
    data = upload.read()
    if not data:
        raise RuleBroken("workbook_empty", EMPTY, path="workbook")
    ending = PurePath(upload.name or "").suffix.lower()
    if ending in REFUSED:
        raise RuleBroken("workbook_type", REFUSED[ending], path="workbook")
    return data, _media_type(data)


def _media_type(data: bytes) -> str:
    """By the first bytes; RuleBroken, with the way out, for what is no workbook."""
    media_type = media_type_of(data)
    if not media_type:
        raise RuleBroken("workbook_type", _what_else(data, parts_of(data)), path="workbook")
    return media_type


def _what_else(data: bytes, names: frozenset[str]) -> str:
    """What it is instead, and how to make a workbook of it."""
    if any(name.startswith("Index/") or name.endswith(".iwa") for name in names):
        return NUMBERS
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml", b"mime-version")):
        return WEB_PAGE
    return REFUSED[".csv"] if _is_text(data[:2000]) else UNKNOWN


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head and (b"," in head or b"\t" in head) and b"\n" in head
