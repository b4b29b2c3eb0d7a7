"""Reading a ZIP that a person packed: names as they were meant, nothing outside, nothing without end.

Entries are read one by one and never written to a path of theirs; what cannot be read is told per entry.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from documents import limits
from ground.errors import RuleBroken
from ground.packages import is_crowded

# How much a pack may hold: assumptions without a public source.
MOST_ENTRIES = 2000
MOST_UNPACKED = 600 * limits.MEGABYTE
MOST_RATIO = 200  # unpacked to packed; photos and scans stay below 20
RATIO_COUNTS_FROM = limits.MEGABYTE
LONGEST_PATH = 300
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError)

HOW_TO_ZIP = "请选中全部文件，点右键“发送到 › 压缩(zipped)文件夹”，或在压缩软件中选 ZIP 格式，再上传。"
DAMAGED = f"这个压缩包打不开，可能没有传完整或已损坏。{HOW_TO_ZIP}"
TOO_MANY = f"压缩包中的文件超过 {MOST_ENTRIES} 个。请分成几个 ZIP，逐个上传。"
TOO_LARGE = f"压缩包解开后超过 {limits.in_megabytes(MOST_UNPACKED)}。请分成几个 ZIP，逐个上传。"
NOTHING = "压缩包中没有文件。请把各台设备的照片、扫描件放进去，再上传。"
ENCRYPTED = "这个文件设有密码，没有读取。请重新压缩，不要设密码。"
UNSAFE = "文件名指向压缩包以外的位置，没有读取。请重新压缩。"
LINK = "这是快捷方式或链接，不是文件本身，没有读取。请放入原文件，重新压缩。"
NESTED = "压缩包里还有压缩包，没有读取。请先解压，把里面的文件放进来重新压缩。"
SINGLE_LARGE = "文件超过单个文件 {most} 的上限，没有读取。请压缩图片或降低扫描分辨率。"
SWELLING = "文件解开后异常膨胀，没有读取。请重新导出这个文件。"
UNREADABLE = "这个文件已损坏，或压缩方式不能识别，没有读取。请用普通 ZIP 方式重新压缩。"

_LITTER = re.compile(r"(^|/)(__MACOSX|\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)(/|$)", re.IGNORECASE)
_PACKED = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz")
_DRIVE = re.compile(r"^[A-Za-z]:")
_UTF8_NAME = 0x800
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field: version, checksum of the raw name, the name in UTF-8


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a pack: `place` among all, its `path`, and why it `refused` to be read (empty: it can be)."""

    place: int
    path: str
    info: zipfile.ZipInfo
    refused: str = ""


class Pack:
    """An open ZIP; `entries` are its files without folders and litter of operating systems."""

    def __init__(self, stream: BinaryIO) -> None:
        """Raises RuleBroken, with the way out, where the bytes are no ZIP or hold too much."""
        if is_crowded(stream, most=MOST_ENTRIES):
            raise RuleBroken("pack_many", TOO_MANY, path="pack")
        try:
            self._zip = zipfile.ZipFile(stream)
            infos = self._zip.infolist()
        except BROKEN as fault:
            raise RuleBroken("pack_damaged", DAMAGED, path="pack") from fault
        if len(infos) > MOST_ENTRIES:
            raise RuleBroken("pack_many", TOO_MANY, path="pack")
        self.entries = list(_entries(infos))
        if not self.entries:
            raise RuleBroken("pack_empty", NOTHING, path="pack")
        if sum(entry.info.file_size for entry in self.entries if not entry.refused) > MOST_UNPACKED:
            raise RuleBroken("pack_large", TOO_LARGE, path="pack")

    def read(self, entry: Entry) -> bytes:
        """The entry's bytes, never more than it declares; RuleBroken where they cannot be had."""
        if entry.refused:
            raise RuleBroken("entry_refused", entry.refused)
        try:
            with self._zip.open(entry.info) as stream:
                data = stream.read(entry.info.file_size + 1)
        except BROKEN as fault:
            raise RuleBroken("entry_damaged", UNREADABLE) from fault
        if len(data) > entry.info.file_size:
            raise RuleBroken("entry_swelling", SWELLING)
        return data

    def close(self) -> None:
        """Let go of the stream."""
        self._zip.close()


def name_of(info: zipfile.ZipInfo) -> str:
    """The path as its maker meant it: marked UTF-8, Info-ZIP's own field, unmarked UTF-8 (macOS), GBK (Windows)."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    raw = info.orig_filename.encode("cp437", errors="replace")
    if told := _told_in_extra(info.extra, raw):
        return told
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _from_gbk(raw, otherwise=info.filename)


def _from_gbk(raw: bytes, *, otherwise: str) -> str:
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return otherwise


def _told_in_extra(extra: bytes, raw: bytes) -> str:
    while len(extra) >= 4:
        tag, size = struct.unpack("<HH", extra[:4])
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if tag == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
            if struct.unpack("<L", body[1:5])[0] != zlib.crc32(raw):
                return ""
            return body[5:].decode("utf-8", errors="replace")
    return ""


def _entries(infos: list[zipfile.ZipInfo]) -> Iterator[Entry]:
    for place, info in enumerate(infos, start=1):
        path = name_of(info).replace("\\", "/").replace("\x00", "")
        if path.endswith("/") or _LITTER.search(path) or not path.strip():
            continue
        yield Entry(place, path[-LONGEST_PATH:], info, _refusal(path, info))


def _refusal(path: str, info: zipfile.ZipInfo) -> str:
    most = limits.current().file_bytes
    if info.flag_bits & 0x1:
        return ENCRYPTED
    if path.startswith("/") or _DRIVE.match(path) or ".." in PurePosixPath(path).parts:
        return UNSAFE
    if stat.S_ISLNK(info.external_attr >> 16):
        return LINK
    if path.lower().endswith(_PACKED):
        return NESTED
    if info.file_size > most:
        return SINGLE_LARGE.format(most=limits.in_megabytes(most))
    swollen = info.file_size > MOST_RATIO * max(info.compress_size, 1)
    return SWELLING if swollen and info.file_size > RATIO_COUNTS_FROM else ""
