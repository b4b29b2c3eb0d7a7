"""Whether an OFD (GB/T 33190-2016: a ZIP with OFD.xml) is whole and bearable."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from documents import limits
from ground.errors import RuleBroken

DAMAGED = "这个 OFD 文件已损坏或不完整，打不开。请重新下载或导出后再添加，也可改用 PDF。"
ENCRYPTED = "这个 OFD 文件设了密码，审核人员和省平台无法查看。请去掉密码后再添加。"
TOO_LARGE = "这个 OFD 文件解开后过大。请改用 PDF，或分成几个文件后再添加。"

_ROOT = "OFD.xml"
_NAMESPACE = b"http://www.ofdspec.org/"


def require_sound_ofd(data: bytes, *, path: str) -> None:
    """Raise RuleBroken at `path` when the OFD is damaged, locked, too large unpacked, or none at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _require_bearable(archive.infolist(), path=path)
            whole = archive.testzip() is None and _NAMESPACE in archive.read(_ROOT)
    except RuleBroken:
        raise
    except Exception as error:  # hostile archives raise nearly anything
        raise RuleBroken("ofd_damaged", DAMAGED, path=path) from error
    if not whole:
        raise RuleBroken("ofd_damaged", DAMAGED, path=path)


def _require_bearable(entries: list[zipfile.ZipInfo], *, path: str) -> None:
    """Look at the directory alone, before anything is unpacked; the unpacking stops at the sizes it names."""
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise RuleBroken("ofd_encrypted", ENCRYPTED, path=path)
    if sum(entry.file_size for entry in entries) > limits.current().ofd_unpacked_bytes:
        raise RuleBroken("ofd_too_large", TOO_LARGE, path=path)
    if any(".." in PurePosixPath(entry.filename).parts for entry in entries):
        raise RuleBroken("ofd_damaged", DAMAGED, path=path)
