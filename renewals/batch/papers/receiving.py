"""上传附件: one file for many machines, or a ZIP; looked at by its bytes, kept, and queued."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from accounts.policies import Action, require
from devices.models import CatalogueVersion
from documents import limits
from documents.names import NAMELESS, clean_name
from documents.services import store_bytes, store_upload
from ground.errors import RuleBroken
from renewals.batch.jobs import ask
from renewals.batch.papers.archives import HOW_TO_ZIP, Pack
from renewals.batch_words import JobKind
from renewals.models import Batch, BatchJob, PaperPack
from vision.offering import offered

MOST_BYTES = 300 * limits.MEGABYTE
ZIP = "application/zip"
NOTHING = "请先选择要上传的文件。"
NO_KIND = "请选择资料种类。"
NO_MODEL = "本批没有这个规格型号的设备，请重新选择。"
EMPTY = "这个文件是空的(0 字节)。请检查原文件能否打开，再重新上传。"
TOO_LARGE = f"ZIP 超过 {limits.in_megabytes(MOST_BYTES)}。请分成几个 ZIP，逐个上传。"
NOT_ZIP = f"这里请上传 ZIP 压缩包。{HOW_TO_ZIP}"
MAGIC = (
    (b"Rar!", f"RAR 压缩包不能读取。请先解压。{HOW_TO_ZIP}"),
    (b"7z\xbc\xaf", f"7Z 压缩包不能读取。请先解压。{HOW_TO_ZIP}"),
    (b"\x1f\x8b", f"这种压缩包不能读取。请先解压。{HOW_TO_ZIP}"),
)


def receive_pack(*, batch: Batch, user: User, uploads: Sequence[UploadedFile], kind: str) -> BatchJob:
    """Keep a ZIP, or a selection of files as one, and ask for its matching; `kind` is that of files whose names tell none.

    Raises RuleBroken at `pack`, with how to make a ZIP, for what is none; StepRefused while other work is open.
    """
    require(user, Action.KEEP_RENEWALS)
    _require_kind(batch, kind, path="kind")
    upload = uploads[0] if uploads else None
    if upload and (len(uploads) > 1 or (offered() and not _is_zip(upload))):
        data, name = _packed(uploads), f"选中的 {len(uploads)} 个文件.zip"
    else:
        data, name = _zip_bytes(upload), (upload.name if upload else "") or "附件.zip"
    file = store_bytes(data=data, media_type=ZIP)
    return _queue(
        batch, user, PaperPack(batch=batch, file=file, name=clean_name(name, ZIP), kind=kind, added_by=user)
    )


def receive_common(
    *, batch: Batch, user: User, upload: UploadedFile | None, kind: str, model: str
) -> BatchJob:
    """Keep one file for all machines of the batch, or of one `model`, and ask for its adding.

    Raises RuleBroken at `common` for a file that cannot be taken; StepRefused while other work is open.
    """
    require(user, Action.KEEP_RENEWALS)
    _require_kind(batch, kind, path="common_kind")
    if upload is None:
        raise RuleBroken("file_missing", NOTHING, path="common")
    if model and not batch.machines.filter(device__model=model).exists():
        raise RuleBroken("model_missing", NO_MODEL, path="model")
    file = store_upload(upload=upload, path="common")
    name = clean_name(upload.name or "", file.media_type)
    pack = PaperPack(batch=batch, file=file, name=name, kind=kind, model=model, is_common=True, added_by=user)
    return _queue(batch, user, pack)


def kinds_for(batch: Batch) -> dict[str, str]:
    """The kinds of papers that machines of the batch have room for, with their labels, in the form's order."""
    catalogue = CatalogueVersion.objects.in_force().catalogue
    phase = "intake" if batch.is_intake else "renewal"
    return {
        item.kind.code: item.kind.label
        for category in catalogue.enabled_categories()
        for item in catalogue.attachment_requirements(phase, category.code)  # type: ignore[arg-type]
    }


@transaction.atomic
def _queue(batch: Batch, user: User, pack: PaperPack) -> BatchJob:
    pack.save()
    return ask(batch=batch, kind=JobKind.PAPERS, user=user, pack=pack)


def _require_kind(batch: Batch, kind: str, *, path: str) -> None:
    if kind not in kinds_for(batch):
        raise RuleBroken("kind_missing", NO_KIND, path=path)


def _is_zip(upload: UploadedFile) -> bool:
    """Whether it says of itself that it is an archive of any kind: then it is judged as one."""
    return (upload.name or "").lower().endswith((".zip", ".rar", ".7z", ".gz", ".tar"))


def _packed(uploads: Sequence[UploadedFile]) -> bytes:
    """The chosen files as one ZIP, each by its name; two of a name get a folder of their own."""
    if sum(upload.size or 0 for upload in uploads) > MOST_BYTES:
        raise RuleBroken("pack_large", TOO_LARGE, path="pack")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        taken: set[str] = set()
        for place, upload in enumerate(uploads, start=1):
            name = (upload.name or NAMELESS).replace("\\", "/").rpartition("/")[2] or NAMELESS
            archive.writestr(f"{place}/{name}" if name in taken else name, upload.read())
            taken.add(name)
    return made.getvalue()


def _zip_bytes(upload: UploadedFile | None) -> bytes:
    if upload is None:
        raise RuleBroken("pack_missing", NOTHING, path="pack")
    if (upload.size or 0) > MOST_BYTES:
        raise RuleBroken("pack_large", TOO_LARGE, path="pack")
    head = upload.read(8)
    if not head:
        raise RuleBroken("pack_empty", EMPTY, path="pack")
    for magic, sentence in MAGIC:
        if head.startswith(magic):
            raise RuleBroken("pack_type", sentence, path="pack")
    if not head.startswith(b"PK"):
        raise RuleBroken("pack_type", NOT_ZIP, path="pack")
    upload.seek(0)
    Pack(upload.file or upload).close()  # type: ignore[arg-type]
    upload.seek(0)
    return upload.read()
