"""Files that arrive in pieces: begun, gone on with after a cut line, checked when whole, forgotten after a day.

The pieces lie under settings.MEDIA_ROOT/incoming, one file for each upload, named by the digest of its token. The
row says how many bytes count: what a broken transaction has written beyond is written over by the next piece.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from documents import limits
from documents.checking import EMPTY, too_large
from documents.models import StagedUpload, StagedUploadQuerySet
from documents.names import NAMELESS
from documents.services import take_bytes
from documents.staging import VALID_FOR
from ground.digests import sm3_hex
from ground.errors import RuleBroken, StepRefused
from ground.writing import lock_row

FOLDER = "incoming"
GONE = "这个文件的添加记录已失效(超过 24 小时或已取消)，请重新选择该文件。"
ELSEWHERE = "这个文件的进度与服务器不一致，请点“重试”，将从已收到的部分继续。"
TOO_MANY = "正在添加的文件过多，请等前面的文件完成或取消后再添加。"


def begin_upload(*, holder: str, name: str, size: int) -> str:
    """Note a file that is to come, and return the token with which its pieces are sent.

    Raises RuleBroken for a size that is never taken, or where too many of the holder's files are on their way.
    """
    if size <= 0:
        raise RuleBroken("file_empty", EMPTY)
    if size > limits.current().file_bytes:
        raise too_large(size)
    token = secrets.token_urlsafe(24)
    upload = StagedUpload.objects.create(
        digest=_digest(token), holder=holder, name=name[-200:] or NAMELESS, size=size
    )
    if _too_many(upload):
        upload.delete()
        raise RuleBroken("uploads_too_many", TOO_MANY)
    return token


def find_upload(*, holder: str, token: str) -> StagedUpload:
    """The holder's upload of a token; raises StepRefused where it is gone, or somebody else's."""
    found = _of(holder, token).first()
    if found is None:
        raise StepRefused("upload_gone", GONE)
    return found


@transaction.atomic
def receive_piece(*, holder: str, token: str, offset: int, data: bytes) -> StagedUpload:
    """Write a piece behind those that are here; a piece that came twice changes nothing.

    Raises StepRefused where the pieces do not fit together: the sender asks how far it is, and goes on from there.
    """
    try:
        upload = lock_row(_of(holder, token))
    except StagedUpload.DoesNotExist:
        raise StepRefused("upload_gone", GONE) from None
    if upload.is_whole or offset + len(data) <= upload.received:
        return upload
    if offset != upload.received or offset + len(data) > upload.size:
        raise StepRefused("upload_offset", ELSEWHERE)
    _write(upload, offset, data)
    upload.received += len(data)
    upload.save(update_fields=["received"])
    return upload


def finish_upload(upload: StagedUpload, *, path: str) -> StagedUpload:
    """Check and store the bytes of a whole upload; a second time gives the same file.

    Raises RuleBroken at `path`, with the way out, for what is not taken; then nothing of it is kept.
    """
    if upload.file_id is not None:
        return upload
    place = _place(upload.digest)
    try:
        taken = take_bytes(data=place.read_bytes()[: upload.size], name=upload.name, path=path)
    except FileNotFoundError:
        return _finished_meanwhile(upload)
    except RuleBroken:
        _forget(upload)
        raise
    # What was cancelled meanwhile stays cancelled: the sweep finds that nothing names its bytes.
    upload.file, upload.notes = taken.file, list(taken.notes)
    StagedUpload.objects.filter(pk=upload.pk).update(file=upload.file, notes=upload.notes)
    place.unlink(missing_ok=True)
    return upload


def drop_upload(*, holder: str, token: str) -> None:
    """Forget an upload that the person has cancelled; nothing to do where there is none."""
    if found := _of(holder, token).first():
        _forget(found)


def forget_old_uploads() -> int:
    """Delete what was begun more than a day ago, whole or not, and pieces that no row names; return how many."""
    old = list(StagedUpload.objects.older_than(VALID_FOR))
    for upload in old:
        _forget(upload)
    return len(old) + sum(_remove_loose(piece) for piece in _folder().glob("*"))


def _of(holder: str, token: str) -> StagedUploadQuerySet:
    return StagedUpload.objects.filter(digest=_digest(token), holder=holder).select_related("file")


def _too_many(upload: StagedUpload) -> bool:
    """Count after the row stands and up to it, so that several at once do not pass together."""
    on_their_way = StagedUpload.objects.unfinished().filter(holder=upload.holder, pk__lte=upload.pk)
    held = on_their_way.aggregate(files=Count("pk"), size=Sum("size"))
    most = limits.current()
    return bool(held["files"] > most.unfinished_files or held["size"] > most.unfinished_bytes)


def _write(upload: StagedUpload, offset: int, data: bytes) -> None:
    place = _place(upload.digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("r+b" if place.exists() else "xb") as handle:
        handle.seek(offset)
        handle.write(data)


def _finished_meanwhile(upload: StagedUpload) -> StagedUpload:
    """The upload as a second request has finished it; its pieces are gone for no other reason but a sweep."""
    again = StagedUpload.objects.select_related("file").filter(pk=upload.pk, file__isnull=False).first()
    if again is None:
        raise StepRefused("upload_gone", GONE)
    return again


def _forget(upload: StagedUpload) -> None:
    StagedUpload.objects.filter(pk=upload.pk).delete()
    _place(upload.digest).unlink(missing_ok=True)


def _remove_loose(piece: Path) -> bool:
    """Delete pieces whose transaction was rolled back, once they are old enough to be nobody's."""
    try:
        old = piece.stat().st_mtime < (timezone.now() - VALID_FOR).timestamp()
    except FileNotFoundError:
        return False
    if not old or StagedUpload.objects.filter(digest=piece.name).exists():
        return False
    piece.unlink(missing_ok=True)
    return True


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER


def _place(digest: str) -> Path:
    return _folder() / digest


def _digest(token: str) -> str:
    return sm3_hex(token.encode())
