"""From the JSON of a matter to what its services take: the form of the page reads it, with the form's own sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from api.problems import Problem
from devices.api.reading import UNREADABLE, Faults, read_staged
from documents.models import Attachment, SubjectKind
from matters.forms import FORMS
from matters.models import Matter
from matters.papers import papers_for
from matters.services.filing import MatterInput

UNKNOWN = "此事项没有这个字段。可用的有：{known}。"
NOT_A_VALUE = "应为文字、文字的列表或 null。"
NOT_HELD = "本事项没有编号为 {pk} 的附件。"


def read_matter(matter: Matter, data: Mapping[str, Any], user: User) -> MatterInput:
    """What `data` (keys `content`, `attachments`, `removed_attachments`) says of the matter, over what it holds.

    Raises Problem(422) with everything that cannot be read.
    """
    faults: Faults = []
    content = _content(matter, data.get("content") or {}, faults)
    kinds = frozenset(paper.kind.code for paper in papers_for(matter.sort, content))
    staged = read_staged(data.get("attachments") or [], user, kinds, faults)
    removed = _removed(matter, data.get("removed_attachments") or [], faults)
    if faults:
        raise Problem(422, "invalid", UNREADABLE.format(count=len(faults)), errors=faults)
    return MatterInput(content, staged, removed)


def _content(matter: Matter, given: Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    form_class = FORMS[matter.sort]
    known = form_class().fields
    for name, value in given.items():
        if name not in known:
            faults.append(_fault("unknown_field", UNKNOWN.format(known="、".join(known)), f"content.{name}"))
        elif not _is_readable(value):
            faults.append(_fault("not_a_value", NOT_A_VALUE, f"content.{name}"))
    if faults:
        return {}
    form = form_class({**matter.content, **given})
    if form.is_valid():
        return form.stored()
    for name, errors in form.errors.as_data().items():
        for error in errors:
            faults += [_fault(error.code or "invalid", line, f"content.{name}") for line in error.messages]
    return {}


def _is_readable(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= 60 and all(isinstance(item, str) for item in value)
    return value is None or isinstance(value, str)


def _removed(matter: Matter, given: list[int], faults: Faults) -> frozenset[int]:
    held = set(Attachment.objects.of(SubjectKind.MATTER, matter.pk or 0).values_list("pk", flat=True))
    faults += [
        _fault("unknown_attachment", NOT_HELD.format(pk=pk), "removed_attachments")
        for pk in given
        if pk not in held
    ]
    return frozenset(given) & held


def _fault(code: str, detail: str, path: str) -> dict[str, str]:
    return {"code": code, "detail": detail, "path": path}
