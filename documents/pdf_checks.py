"""Whether a PDF is sound and passive: it opens, has pages, and does nothing by itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from documents import limits
from documents.pdf_bytes import TooMuchError, acting_names, is_something_else_too
from ground.errors import RuleBroken

DAMAGED = "这个 PDF 已损坏或不完整，打不开。请重新扫描或重新导出后再添加。"
ENCRYPTED = (
    "这个 PDF 设了密码或权限限制，审核人员和省平台无法查看。请去掉密码(可用“打印为 PDF”另存一份)后再添加。"
)
NO_PAGES = "这个 PDF 没有任何页面。请重新扫描或重新导出后再添加。"
TOO_COMPLEX = "这个 PDF 的内部结构过于复杂。请用“打印为 PDF”另存一份，或分成几个文件后再添加。"
ACTIVE = (
    "这个 PDF 含有{what}，为安全起见不能添加。请打开它，用“打印为 PDF”另存一份只有页面内容的文件后再添加。"
)

ALSO = "这个文件除 PDF 外还附有其他内容。请打开它，用“打印为 PDF”另存一份后再添加。"

_SCRIPT, _PROGRAM, _INSIDE, _FORM, _MEDIA = (
    "脚本",
    "启动其他程序的动作",
    "嵌入的其他文件",
    "动态表单(XFA)",
    "多媒体内容",
)
_SENDING, _ELSEWHERE, _BY_ITSELF = "向外发送数据的动作", "指向其他文件的内容", "打开时自动执行的动作"
_ACTIVE_KEYS = {
    "/JS": _SCRIPT,
    "/JavaScript": _SCRIPT,
    "/EmbeddedFiles": _INSIDE,
    "/EF": _INSIDE,
    "/Collection": _INSIDE,
    "/XFA": _FORM,
    "/RichMediaContent": _MEDIA,
}
# ISO 32000-2, 12.6.3: what may set an action of /AA off; a font or picture of that name has other keys.
_EVENTS = frozenset(
    f"/{event}"
    for event in [
        "E",
        "X",
        "D",
        "U",
        "Fo",
        "Bl",
        "PO",
        "PC",
        "PV",
        "PI",
        "O",
        "C",
        "K",
        "F",
        "V",
        "WC",
        "WS",
        "DS",
        "WP",
        "DP",
    ]
)
_ACTIVE_VALUES = {  # of /S (what an action does), /Subtype (what an annotation is) and /Type
    "/JavaScript": _SCRIPT,
    "/Launch": _PROGRAM,
    "/ImportData": _PROGRAM,
    "/SubmitForm": _SENDING,
    "/GoToE": _INSIDE,
    "/GoToR": _ELSEWHERE,
    "/FileAttachment": _INSIDE,
    "/EmbeddedFile": _INSIDE,
    "/RichMedia": _MEDIA,
    "/RichMediaExecute": _MEDIA,
    "/Rendition": _MEDIA,
    "/Movie": _MEDIA,
    "/Sound": _MEDIA,
    "/Screen": _MEDIA,
    "/3D": _MEDIA,
}
# Names that act wherever they stand; the others have meanings beside that one.
_ANYWHERE = {
    name: what
    for name, what in (_ACTIVE_KEYS | _ACTIVE_VALUES).items()
    if name not in {"/Collection", "/Sound", "/Screen", "/3D"}
}
_TURNING = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}


def require_passive_pdf(data: bytes, *, path: str) -> None:
    """Raise RuleBroken at `path` when the PDF is damaged, locked, empty, or does more than show pages."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise RuleBroken("pdf_encrypted", ENCRYPTED, path=path)
        if not _readable_pages(reader):
            raise RuleBroken("pdf_without_pages", NO_PAGES, path=path)
        _require_no_action(reader, path=path)
        _require_nothing_hidden(data, reader, path=path)
    except RuleBroken:
        raise
    except TooMuchError as error:
        raise RuleBroken("pdf_too_complex", TOO_COMPLEX, path=path) from error
    except Exception as error:  # hostile bytes make the parser raise nearly anything
        raise RuleBroken("pdf_damaged", DAMAGED, path=path) from error


def _readable_pages(reader: PdfReader) -> int:
    """Return the number of pages after reading the size of each, which raises for a broken one."""
    return sum(1 for page in reader.pages if page.mediabox.width > 0)


def _require_no_action(reader: PdfReader, *, path: str) -> None:
    for value in _dictionaries(reader, path=path):
        if what := _action_in(value):
            raise RuleBroken("pdf_active", ACTIVE.format(what=what), path=path)


def _require_nothing_hidden(data: bytes, reader: PdfReader, *, path: str) -> None:
    """Look also where the present table does not lead: older revisions, lost objects, what follows the end."""
    for name in acting_names(data, reader, frozenset(_ANYWHERE)):
        raise RuleBroken("pdf_active", ACTIVE.format(what=_ANYWHERE[name]), path=path)
    if is_something_else_too(data):
        raise RuleBroken("pdf_and_more", ALSO, path=path)


def _action_in(value: DictionaryObject) -> str:
    """Return in words what a dictionary does beyond showing, empty if nothing."""
    named = [_ACTIVE_KEYS[key] for key in value if key in _ACTIVE_KEYS]
    kinds = [value.raw_get(key) for key in ("/S", "/Subtype", "/Type") if key in value]
    done = [_ACTIVE_VALUES[kind] for kind in map(_resolved, kinds) if kind in _ACTIVE_VALUES]
    if "/OpenAction" in value:
        done += _at_opening(value["/OpenAction"])
    if "/AA" in value and _acts_on_events(value["/AA"]):
        done.append(_BY_ITSELF)
    # A stream whose bytes lie in another file, and a form that shows a page of another file.
    if isinstance(value, StreamObject) and ("/F" in value or "/Ref" in value):
        done.append(_ELSEWHERE)
    return next(iter(named + done), "")


def _acts_on_events(triggers: Any) -> bool:
    return isinstance(triggers, DictionaryObject) and bool(triggers) and _EVENTS.issuperset(triggers)


def _at_opening(action: Any) -> list[str]:
    """What happens at opening beyond that a page of the document is shown."""
    if not isinstance(action, DictionaryObject):
        return []  # a destination
    kind = _resolved(action.get("/S"))
    turning = kind == "/GoTo" or (kind == "/Named" and _resolved(action.get("/N")) in _TURNING)
    return [] if turning and "/Next" not in action else [_ACTIVE_VALUES.get(kind, _BY_ITSELF)]


def _dictionaries(reader: PdfReader, *, path: str) -> Iterator[DictionaryObject]:
    """All dictionaries that the document reaches, each once, without unpacking any stream."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if (value.idnum, value.generation) in seen:
                continue
            seen.add((value.idnum, value.generation))
            if len(seen) > limits.current().pdf_objects:
                raise RuleBroken("pdf_too_complex", TOO_COMPLEX, path=path)
            value = value.get_object()
        if isinstance(value, DictionaryObject):
            yield value
            waiting.extend(value.raw_get(key) for key in value)
        elif isinstance(value, ArrayObject):
            waiting.extend(list.__iter__(value))


def _resolved(value: Any) -> str:
    found = value.get_object() if isinstance(value, IndirectObject) else value
    return found if isinstance(found, str) else ""
