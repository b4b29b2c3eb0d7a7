"""上传: what comes in is looked at by its bytes, kept, and queued for reading."""

from __future__ import annotations

import io
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from accounts.policies import Action, require
from audit.services import record_account_step
from devices.import_words import ImportKind, ImportWork
from devices.imports.jobs import ask
from devices.models import RegisterImport
from documents.names import clean_name
from documents.services import store_foreign
from ground.errors import RuleBroken
from ground.glossary import AccountStep
from ground.spreadsheets import media_type_of

MOST_BYTES = 40 * 1024 * 1024
TEXT_MEDIA_TYPE = "text/csv"
SAVE_AS = "请用 WPS 或 Excel 打开，“另存为”Excel 工作簿(.xlsx)或 CSV 后再上传。"
NOTHING = "请先选择要导入的文件。"
EMPTY = "这个文件是空的(0 字节)。请检查原文件能否打开，再重新上传。"
TOO_LARGE = "文件超过 40 MB。请删除其中的图片和无关工作表，或分成几个文件分别导入。"
UNKNOWN = f"这个文件不是能读取的表格。{SAVE_AS}"
KIND = "请选择导入内容。"


def receive(*, user: User, kind: str, upload: UploadedFile | None) -> RegisterImport:
    """Keep the file and ask for its reading.

    Raises RuleBroken at `kind` or `workbook`, with how to save it, for what is no spreadsheet.
    """
    require(user, Action.IMPORT_REGISTER)
    if kind not in ImportKind.values:
        raise RuleBroken("kind_missing", KIND, path="kind")
    data, media_type, name = _accepted(upload)
    file = store_foreign(data=data, media_type=media_type, name=name, path="workbook")
    with transaction.atomic():
        run = RegisterImport.objects.create(kind=kind, file=file, name=name, created_by=user)
        ask(run=run, work=ImportWork.READ, user=user)
        record_account_step(
            step=AccountStep.REGISTER_UPLOADED,
            actor=user.actor,
            account_id=user.pk,
            detail={"import": run.pk, "kind": kind},
        )
    return run


def _accepted(upload: UploadedFile | None) -> tuple[bytes, str, str]:
    if upload is None:
        raise RuleBroken("workbook_missing", NOTHING, path="workbook")
    if (upload.size or 0) > MOST_BYTES:
        raise RuleBroken("workbook_large", TOO_LARGE, path="workbook")
    data = upload.read()
    if not data:
        raise RuleBroken("workbook_empty", EMPTY, path="workbook")
    media_type = media_type_of(data)
    if not media_type:
        ending = PurePath(upload.name or "").suffix.lower()
        if ending not in {".csv", ".txt"} or encoding_of(data) is None:
            raise RuleBroken("workbook_type", UNKNOWN, path="workbook")
        media_type = TEXT_MEDIA_TYPE
    return data, media_type, clean_name(upload.name or "", media_type)[:200]


def encoding_of(data: bytes) -> str | None:
    """How a text file is encoded: UTF-8, UTF-16 with its mark, or GB 18030 (GBK is a part of it); None: neither."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in data[:4096]:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        stream = io.TextIOWrapper(io.BytesIO(data), encoding=encoding)
        try:
            while stream.read(1 << 16):
                pass
        except UnicodeDecodeError:
            continue
        return encoding
    return None
