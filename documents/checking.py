"""What an added file must be, and the bytes that are kept of it."""

from __future__ import annotations

from dataclasses import dataclass

from documents import limits
from documents.media_types import HEIC, JPEG, LABELS, OFD, PDF, advice_for, media_type_of, wrong_ending
from documents.ofd_checks import require_sound_ofd
from documents.pdf_checks import require_passive_pdf
from documents.pictures import jpeg_of_heic, redraw
from ground.errors import RuleBroken

EMPTY = "这个文件是空的(0 字节)。请检查原文件能否打开，再重新添加。"
TOO_LARGE = (
    "文件大小为 {size}，超过单个文件 {most} 的上限。请压缩图片、降低扫描分辨率或分成几个文件后再添加。"
)
GROWN = "图片按标准重新保存后为 {size}，超过单个文件 {most} 的上限。请降低分辨率后再添加。"
WRONG_ENDING = "文件内容是 {label}，扩展名却是 {ending}，请改名或重新导出后再添加。"


@dataclass(frozen=True)
class Checked:
    """The sanitised bytes of an upload and the type that is kept; `converted` says that it came as HEIC."""

    data: bytes
    media_type: str
    converted: bool = False


def check(data: bytes, *, name: str, path: str) -> Checked:
    """Return the sanitised bytes and real type of a file's content; deterministic.

    Raises RuleBroken at `path`, with the way out, for a file that is empty, too large, of another type than
    PDF, JPEG, PNG, HEIC or OFD or than its name says, damaged, locked, or active.
    """
    require_size(data, path=path)
    media_type = _allowed_type(data, name=name, path=path)
    converted = media_type == HEIC
    kept = jpeg_of_heic(data, path=path) if converted else _sanitised(data, media_type, path=path)
    if len(kept) > limits.current().file_bytes:
        raise too_large(len(kept), path=path, sentence=GROWN)
    return Checked(kept, JPEG if converted else media_type, converted)


def _allowed_type(data: bytes, *, name: str, path: str) -> str:
    media_type = media_type_of(data)
    if media_type is None:
        raise RuleBroken("file_type", advice_for(data), path=path)
    if ending := wrong_ending(name, media_type):
        sentence = WRONG_ENDING.format(label=LABELS[media_type], ending=ending)
        raise RuleBroken("file_ending", sentence, path=path)
    return media_type


def _sanitised(data: bytes, media_type: str, *, path: str) -> bytes:
    """Draw pictures anew; PDF and OFD stay byte for byte, because their signatures must hold."""
    if media_type == PDF:
        require_passive_pdf(data, path=path)
    elif media_type == OFD:
        require_sound_ofd(data, path=path)
    else:
        return redraw(data, media_type, path=path)
    return data


def require_size(data: bytes, *, path: str) -> None:
    """Raise RuleBroken at `path` for a file that is empty or too large."""
    if not data:
        raise RuleBroken("file_empty", EMPTY, path=path)
    if len(data) > limits.current().file_bytes:
        raise too_large(len(data), path=path)


def too_large(size: int, *, path: str = "", sentence: str = TOO_LARGE) -> RuleBroken:
    """The refusal of a file of that many bytes."""
    most = limits.current().file_bytes
    text = sentence.format(size=limits.in_megabytes(size), most=limits.in_megabytes(most))
    return RuleBroken("file_too_large", text, path=path)
