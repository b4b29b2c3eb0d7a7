"""Writes of files and attachments: store, read, attach, detach."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import Enterprise, User
from documents import limits, storage
from documents.checking import Checked, check, require_size, too_large
from documents.models import Attachment, Scan, StoredFile, SubjectKind
from documents.names import clean_name
from documents.pictures import small_picture_warning
from documents.scanning import QUARANTINED, look_through
from ground.digests import sm3_hex
from ground.errors import RuleBroken

TOO_MANY = "每种资料最多添加 {most} 个文件。请先移除不需要的文件，或合并成一个 PDF 后再添加。"
CONVERTED = "苹果手机照片(HEIC)已自动转为 JPG 保存。"
TOO_LARGE = "全部附件合计不能超过 {most}。请先移除不需要的文件，或压缩后再添加。"

# A row stored again within this time is left alone; the sweep spares files for far longer.
FRESH = datetime.timedelta(hours=1)
# Layers above add what follows from a new attachment, inside its transaction, and what is to be said of a new file.
followers: list[Callable[[Attachment], None]] = []
remarks: list[Callable[[Checked, str], Iterable[str]]] = []


@dataclass(frozen=True)
class Taken:
    """A file that was added, and what the person should know of it (`notes`), though it is accepted."""

    file: StoredFile
    notes: tuple[str, ...] = ()


def take_upload(*, upload: UploadedFile, path: str) -> Taken:
    """Like `store_upload`, with what is to be said about the file."""
    size = upload.size or 0
    if size > limits.current().file_bytes:  # before it is read
        raise too_large(size, path=path)
    upload.seek(0)
    return take_bytes(data=upload.read(), name=upload.name or "", path=path)


def take_bytes(*, data: bytes, name: str, path: str) -> Taken:
    """Look through, check, sanitise and store the bytes of a file from outside; raises as `store_upload` does."""
    require_size(data, path=path)
    scan = look_through(data, name=name, path=path)
    checked = check(data, name=name, path=path)
    file = _store(data=checked.data, media_type=checked.media_type, scan=scan)
    return Taken(file, _notes(checked, path))


def store_foreign(*, data: bytes, media_type: str, name: str, path: str) -> StoredFile:
    """Look through and store what another app has checked itself (workbooks); raises RuleBroken at `path`."""
    return _store(data=data, media_type=media_type, scan=look_through(data, name=name, path=path))


def store_upload(*, upload: UploadedFile, path: str) -> StoredFile:
    """Check, sanitise and store a file that a person has added; the same upload gives the same file.

    `path` is the field it belongs to (`attachments.nameplate_photo`).
    Raises RuleBroken at `path` with the way out for everything that is not a sound PDF, JPEG, PNG or OFD.
    """
    return take_upload(upload=upload, path=path).file


def store_bytes(*, data: bytes, media_type: str) -> StoredFile:
    """Store bytes that this system or the province has made, once, under their SM3.

    What people bring goes through `take_upload`, `take_bytes` or `store_foreign`, which have it looked through.
    """
    return _store(data=data, media_type=media_type, scan=Scan.NONE)


def _store(*, data: bytes, media_type: str, scan: Scan) -> StoredFile:
    """Store bytes once; safe when several do it at the same moment.

    The bytes are written before the row, and looked for again once the row is held, because the sweep
    removes bytes only while it holds their row. Raises RuleBroken where they are known to be infected.
    """
    sm3 = sm3_hex(data)
    if StoredFile.objects.filter(sm3=sm3, scan=Scan.FOUND).exists():
        raise RuleBroken("file_quarantined", QUARANTINED)
    storage.write(sm3, data)
    with transaction.atomic():
        file = _row_for(sm3=sm3, size=len(data), media_type=media_type, scan=scan)
        if not storage.exists(sm3):
            storage.write(sm3, data)
    return file


def read_bytes(file: StoredFile) -> bytes:
    """Return the stored bytes; raises storage.DamagedFile when they are gone or not those of the SM3."""
    return storage.read(file.sm3)


def open_file(file: StoredFile) -> BinaryIO:
    """Return the verified bytes as a file, closed by the caller; raises storage.DamagedFile."""
    return storage.open_verified(file.sm3)


def file_warnings(file: StoredFile) -> list[str]:
    """Return what a person should know about a stored file, though it is accepted (a small picture)."""
    if not file.media_type.startswith("image/"):
        return []
    warning = small_picture_warning(read_bytes(file))
    return [warning] if warning else []


def _notes(checked: Checked, path: str) -> tuple[str, ...]:
    said = [CONVERTED] if checked.converted else []
    if checked.media_type.startswith("image/") and (warning := small_picture_warning(checked.data)):
        said.append(warning)
    return (*said, *(sentence for remark in remarks for sentence in remark(checked, path)))


def attach(
    *,
    file: StoredFile,
    kind: str,
    name: str,
    enterprise: Enterprise,
    subject: SubjectKind,
    subject_id: int,
    added_by: User | None = None,
    carried_over: bool = False,
    photo_link_id: int | None = None,
) -> Attachment:
    """Give a stored file its role; a second time gives the same attachment.

    `photo_link_id` is the number of the link through which a phone sent it (扫码上传).
    Raises RuleBroken at `attachments.<kind>` when the kind or the whole subject is full (documents.limits).
    """
    place = {"subject": subject, "subject_id": subject_id, "kind": kind, "file": file}
    with transaction.atomic():
        if found := Attachment.objects.filter(**place).first():
            return found
        _require_room(file=file, kind=kind, subject=subject, subject_id=subject_id)
        attachment, is_new = Attachment.objects.get_or_create(
            **place,
            defaults={
                "name": clean_name(name, file.media_type),
                "enterprise": enterprise,
                "added_by": added_by,
                "carried_over": carried_over,
                "photo_link_id": photo_link_id,
            },
        )
        for follow in followers if is_new else ():
            follow(attachment)
    return attachment


def detach(*, attachment: Attachment) -> None:
    """Take the file out of its role; its bytes stay until the sweep finds that nothing names them."""
    Attachment.objects.filter(pk=attachment.pk).delete()


def _row_for(*, sm3: str, size: int, media_type: str, scan: Scan) -> StoredFile:
    """Return the row of a digest, fresh enough that no sweep takes it, inserted where there is none.

    A row that is there learns that its bytes are clean; else it keeps what it knows.
    """
    now = timezone.now()
    StoredFile.objects.filter(sm3=sm3, created_at__lt=now - FRESH).update(created_at=now)
    if scan == Scan.CLEAN:
        StoredFile.objects.filter(sm3=sm3, scan__in=(Scan.NONE, Scan.WAITING)).update(scan=Scan.CLEAN)
    if file := StoredFile.objects.filter(sm3=sm3).first():
        return file
    new = StoredFile(sm3=sm3, size=size, media_type=media_type, scan=scan, created_at=now)
    try:
        with transaction.atomic():
            new.save(force_insert=True)
            return new
    except IntegrityError:  # somebody else stored the same bytes at this moment
        return StoredFile.objects.get(sm3=sm3)


def _require_room(*, file: StoredFile, kind: str, subject: SubjectKind, subject_id: int) -> None:
    """Raise RuleBroken when one more file of this kind, or its bytes, are too many for the subject."""
    there = Attachment.objects.of(subject, subject_id)
    size = there.aggregate(total=Sum("file__size"))["total"] or 0
    require_room(files=there.filter(kind=kind).count() + 1, size=size + file.size, path=f"attachments.{kind}")


def require_room(*, files: int, size: int, path: str) -> None:
    """Raise RuleBroken at `path` when so many files of one kind, or bytes of one subject, are too many."""
    most = limits.current()
    if files > most.files_per_kind:
        raise RuleBroken("too_many_files", TOO_MANY.format(most=most.files_per_kind), path=path)
    if size > most.subject_bytes:
        sentence = TOO_LARGE.format(most=limits.in_megabytes(most.subject_bytes))
        raise RuleBroken("files_too_large", sentence, path=path)
