"""Bytes on disk, under settings.MEDIA_ROOT/<first two of the SM3>/<SM3>: written whole or not at all."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from ground.digests import sm3_hex
from ground.errors import RuleBroken

logger = logging.getLogger(__name__)

UNFINISHED = ".part"  # ending of a file that is still being written


class DamagedFile(RuleBroken):
    """The bytes of a stored file are gone or are not those of its digest: a matter for the operator."""

    status = 500


def path_of(sm3: str) -> Path:
    """Return where the bytes of a digest lie."""
    return Path(settings.MEDIA_ROOT) / sm3[:2] / sm3


def write(sm3: str, data: bytes) -> None:
    """Put the bytes in their place by an atomic rename, also over damaged ones; whole ones stay."""
    target = path_of(sm3)
    if _holds(target, sm3):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with _unfinished(target) as (part, handle):
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
        part.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        part.replace(target)
    _sync_folder(target.parent)


def read(sm3: str) -> bytes:
    """Return the bytes after comparing their SM3; raises DamagedFile and tells the log."""
    try:
        data = path_of(sm3).read_bytes()
    except FileNotFoundError:
        raise _damaged(sm3, "file_missing") from None
    if sm3_hex(data) != sm3:
        raise _damaged(sm3, "file_damaged")
    return data


def open_verified(sm3: str) -> BinaryIO:
    """Return the verified bytes as a file; raises DamagedFile."""
    return io.BytesIO(read(sm3))


def exists(sm3: str) -> bool:
    """Say whether something lies in the place of a digest, without reading it."""
    return path_of(sm3).is_file()


def remove(sm3: str) -> None:
    """Delete the bytes; nothing to do where there are none."""
    path_of(sm3).unlink(missing_ok=True)


def all_paths() -> Iterator[Path]:
    """All files of the store, the unfinished ones too, in no certain order."""
    return (path for path in Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]/*") if path.is_file())


def _holds(path: Path, sm3: str) -> bool:
    try:
        return sm3_hex(path.read_bytes()) == sm3
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def _unfinished(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a file of a name of its own beside the target; gone afterwards if it was not renamed."""
    number, name = tempfile.mkstemp(dir=target.parent, prefix=f"{target.name}.", suffix=UNFINISHED)
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as handle:
            yield part, handle
    finally:
        part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _damaged(sm3: str, code: str) -> DamagedFile:
    logger.error("stored file %s: %s", sm3, code)
    return DamagedFile(
        code, "这个文件已丢失或损坏，暂时无法打开。请联系系统管理员从备份恢复，或重新添加该资料。"
    )
