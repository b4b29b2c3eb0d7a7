"""Reading spreadsheets that people have had in their hands: what they are, whether they open, a cell as text."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, load_workbook

from ground.errors import RuleBroken
from ground.packages import is_crowded
from ground.workbooks import MEDIA_TYPE

BAD_PACKAGE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, LookupError, RuntimeError, EOFError)
MOST_PARTS = 5000  # of a package; a workbook of a hundred sheets with pictures has some hundred
OLD_MEDIA_TYPE = "application/vnd.ms-excel"
OPEN_MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
EXACT = 1e15
Span = tuple[tuple[int, int], tuple[int, int]]
LOCKED = "这个文件设有打开密码。请取消密码，另存为 .xlsx 后再上传。"


def media_type_of(data: bytes) -> str:
    """By the first bytes: a package (.xlsx, .ods) or the older compound file (.xls, .et); empty for neither.

    Raises RuleBroken where the file has a password.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if ENCRYPTED_PART in data:  # an .xlsx with a password lies in a compound file
            raise RuleBroken("workbook_locked", LOCKED, path="workbook")
        return OLD_MEDIA_TYPE
    names = parts_of(data)
    if "xl/workbook.xml" in names:
        return MEDIA_TYPE
    # An open document says what it is in its first entry.
    return OPEN_MEDIA_TYPE if names and OPEN_MEDIA_TYPE.encode() in data[:200] else ""


def parts_of(data: bytes) -> frozenset[str]:
    """The parts of a package, none where it is not one."""
    stream = io.BytesIO(data)
    if not data.startswith(b"PK\x03\x04") or is_crowded(stream, most=MOST_PARTS):
        return frozenset()
    try:
        with zipfile.ZipFile(stream) as package:
            return frozenset(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return frozenset()


def refuse_bomb(data: bytes, *, most: int, too_large: str, unreadable: str) -> None:
    """RuleBroken where a package unpacks to more than `most` bytes, or not to what it declares."""
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > most:
                raise RuleBroken("workbook_large", too_large)
            damaged = package.testzip()  # a size that lies shows here, before anything is built of it
    except BAD_PACKAGE as fault:
        raise RuleBroken("workbook_unreadable", unreadable) from fault
    if damaged:
        raise RuleBroken("workbook_unreadable", unreadable)


@contextmanager
def opened(data: bytes, *, unreadable: str) -> Iterator[CalamineWorkbook]:
    """The workbook; RuleBroken with the sentence `unreadable` where the bytes are none that can be read."""
    try:
        with load_workbook(io.BytesIO(data)) as book:
            yield book
    except PasswordError as fault:
        raise RuleBroken("workbook_locked", LOCKED) from fault
    except (CalamineError, OSError, ValueError) as fault:
        raise RuleBroken("workbook_unreadable", unreadable) from fault
    except BaseException as fault:  # the reader's own panics are no Exception
        if type(fault).__name__ != "PanicException":
            raise
        raise RuleBroken("workbook_unreadable", unreadable) from fault


def text_of(value: Any) -> str:
    """A cell as a person would write it: no idle .0, dates as 2026-06-02, 是 and 否."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, dt.datetime):
        whole_day = value.time() == dt.time.min
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "" if value is None else str(value).strip()


def _number_text(value: float) -> str:
    """As the program shows it: fifteen digits, so that 0.1 + 0.2 is 0.3."""
    if not math.isfinite(value):
        return ""
    if abs(value) >= EXACT:  # the program itself has lost the last digits: said, not made up
        return repr(value)
    digits = Decimal(format(value, ".15g"))
    return format(digits.normalize(), "f") if digits else "0"


class MergedDown:
    """Cells that are merged over several lines: every line has what the first one says.

    `spans` are the reader's ((first line, first column), (last line, last column)), from 0; a merge within one line is none.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, _right) in spans:
            if bottom > top:
                self._starts.setdefault(top, []).append((left, bottom))
        self._held: dict[int, tuple[int, str]] = {}
        self.found = bool(self._starts)

    def filled(self, line: int, texts: list[str]) -> list[str]:
        """The line (from 0, one after the other) with what it shares with one above."""
        for place, (last, text) in list(self._held.items()):
            if line > last:
                del self._held[place]
            elif place >= len(texts) or not texts[place]:
                texts = [*texts, *[""] * (place + 1 - len(texts))]
                texts[place] = text
        for place, last in self._starts.get(line, ()):
            self._held[place] = (last, texts[place] if place < len(texts) else "")
        return texts


def address(line: int, place: int) -> str:
    """H14 of line 14, column 8."""
    return f"{get_column_letter(place)}{line}"
