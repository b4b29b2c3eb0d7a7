"""Whether an OFD (GB/T 33190-2016: a ZIP with OFD.xml) is whole and bearable."""

from __future__ import annotations

import io
import re
import stat
import zipfile

from documents import limits
from documents.media_types import MOST_PARTS
from ground.errors import RuleBroken

DAMAGED = "这个 OFD 文件已损坏或不完整，打不开。请重新下载或导出后再添加，也可改用 PDF。"
ENCRYPTED = "这个 OFD 文件设了密码，审核人员和省平台无法查看。请去掉密码后再添加。"
TOO_LARGE = "这个 OFD 文件解开后过大。请改用 PDF，或分成几个文件后再添加。"

ACTIVE = "这个 OFD 文件含有{what}，为安全起见不能添加。请改用 PDF，或另存一份只有页面内容的文件后再添加。"

_ROOT = "OFD.xml"
_LONGEST_XML = 20 * 1024 * 1024  # bytes of one XML part that are looked at
# Parts of other documents, programs, and entities that a reader would resolve.
_ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
# GB/T 33190-2016, 14: an action for the opening of the document (DO) or a page (PO) that does more than go somewhere.
_BY_ITSELF = re.compile(
    rb"Event\s*=\s*[\"'](?:DO|PO)[\"'][^<]*>\s*(?:<[^>]*>\s*){0,8}?<(?:\w+:)?(?:URI|GotoA|Sound|Movie)\b"
)
_PROGRAMS = (
    ".exe",
    ".dll",
    ".com",
    ".bat",
    ".cmd",
    ".scr",
    ".js",
    ".vbs",
    ".jar",
    ".lnk",
    ".msi",
    ".ps1",
    ".hta",
    ".class",
)
_NAMESPACE = b"http://www.ofdspec.org/"


def require_sound_ofd(data: bytes, *, path: str) -> None:
    """Raise RuleBroken at `path` when the OFD is damaged, locked, too large unpacked, or none at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _require_bearable(archive.infolist(), path=path)
            whole = archive.testzip() is None and _NAMESPACE in archive.read(_ROOT)
            _require_passive(archive, path=path)
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
    names = [entry.filename for entry in entries]
    if len(names) > MOST_PARTS or len(set(names)) < len(names) or any(map(_leads_outside, entries)):
        raise RuleBroken("ofd_damaged", DAMAGED, path=path)
    if any(name.lower().endswith(_PROGRAMS) for name in names):
        raise RuleBroken("ofd_active", ACTIVE.format(what="程序文件"), path=path)


def _leads_outside(entry: zipfile.ZipInfo) -> bool:
    """A path out of the package, or a link instead of a file."""
    name = entry.filename
    parts = name.split("/")
    return (
        ".." in parts
        or name.startswith("/")
        or "\\" in name
        or ":" in parts[0]
        or stat.S_ISLNK(entry.external_attr >> 16)
    )


def _require_passive(archive: zipfile.ZipFile, *, path: str) -> None:
    """Look into each XML part; the others are pictures and fonts."""
    for entry in archive.infolist():
        if not entry.filename.lower().endswith(".xml"):
            continue
        if entry.file_size > _LONGEST_XML:
            raise RuleBroken("ofd_too_large", TOO_LARGE, path=path)
        content = archive.read(entry).replace(b"\0", b"")  # UTF-16 too
        if _ENTITIES.search(content):
            raise RuleBroken("ofd_active", ACTIVE.format(what="外部实体声明"), path=path)
        if _BY_ITSELF.search(content):
            raise RuleBroken("ofd_active", ACTIVE.format(what="打开时自动执行的动作"), path=path)
