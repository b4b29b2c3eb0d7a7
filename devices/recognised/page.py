"""识别铭牌, 识别旧证, 识别合格证 on a form: the files are read, and what they tell is proposed beside what is typed."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import door
from accounts.models import User
from accounts.policies import Action
from devices.forms import RecordForm
from devices.models import CatalogueVersion, Device, MachineRecord
from devices.papers import ID
from devices.recognised.kinds import SOURCES
from devices.recognised.proposals import Asked, proposals_for
from documents.models import Attachment
from documents.staging import unsign_staged
from ground.asking import posted_text
from ground.errors import RuleBroken
from vision.asking import read_again, want
from vision.models import READABLE, Reading
from vision.offering import offered, require_offered

MOST_FILES = 20
MOST_LOOKS = 60  # of a page that waits; then a person asks again
INCOMPLETE = "页面内容不完整，没有识别。请刷新页面后再试。"
NO_FILE = "请先在“{label}”一行添加照片或扫描件，再点识别。"
NOT_READABLE = "OFD 文件不能识别，请添加 PDF 或照片。"


def reading_for(phase: str, record: MachineRecord) -> str:
    """For which form a page's pictures are read, as its address says it; empty where recognition is not offered."""
    return f"{phase}.{record.category}.{record.catalogue_version_id}" if offered() else ""


@never_cache
@door(Action.KEEP_DEVICES)
@require_POST
def recognise(request: HttpRequest) -> HttpResponse:
    """Have the files of one row read, and answer how far that is or what they tell; nothing of the form is changed."""
    require_offered()
    form, kind = _form(request), posted_text(request, "recognise")
    if kind not in SOURCES:
        raise RuleBroken("recognise_kind", INCOMPLETE)
    asked = _asked(request, kind)
    if "again" in request.POST:
        read_again(item.file for item in asked)
    looks = int(posted) if (posted := request.POST.get("looks", "")).isdecimal() and len(posted) < 4 else 0
    readings = want((item.file for item in asked), urgent=True)
    return render(
        request,
        "devices/recognised/_panel.html",
        {
            **_context(form, kind, asked, readings, request.user),  # type: ignore[arg-type]
            **_next_look(kind, asked, looks),
        },
    )


def _form(request: HttpRequest) -> RecordForm:
    """The page's form, bound to what it holds now."""
    phase, _, rest = request.GET.get("for", "").partition(".")
    category, _, version_id = rest.partition(".")
    version = (
        CatalogueVersion.objects.filter(pk=int(version_id)).first() if ID.fullmatch(version_id) else None
    )
    known = version is not None and category in {item.code for item in version.catalogue.categories}
    if version is None or not known or phase not in {"intake", "renewal"}:
        raise RuleBroken("recognise_form", INCOMPLETE)
    blank = Device(category=category, catalogue_version=version)
    return RecordForm(request.POST, catalogue=version.catalogue, phase=phase, record=blank)  # type: ignore[arg-type]


def _asked(request: HttpRequest, kind: str) -> list[Asked]:
    """The row's files: those just added by this person, and those kept that the person sees and has not taken off."""
    user = request.user
    added = []
    for token in request.POST.getlist("staged")[:200]:
        try:
            staged = unsign_staged(token, user)  # type: ignore[arg-type]
        except RuleBroken:
            continue
        if staged.kind == kind:
            added.append(Asked(kind, staged.file))
    return [*added, *_held(request, kind)][:MOST_FILES]


def _held(request: HttpRequest, kind: str) -> list[Asked]:
    numbers = {text for text in request.POST.getlist("held")[:200] if ID.fullmatch(text)}
    numbers -= set(request.POST.getlist("remove_attachment"))
    mine = Attachment.objects.visible_to(request.user).usable()  # type: ignore[arg-type]
    found = mine.filter(pk__in=numbers, kind=kind).select_related("file").order_by("-id")
    return [Asked(kind, item.file, item.pk) for item in found]


def _next_look(kind: str, asked: list[Asked], looks: int) -> dict[str, Any]:
    """What the page sends when it looks again, and whether it still does so by itself."""
    held = [str(item.attachment) for item in asked if item.attachment]
    return {
        "look": json.dumps({"recognise": kind, "held": held, "looks": looks + 1}),
        "patient": looks < MOST_LOOKS,
    }


def _context(
    form: RecordForm, kind: str, asked: list[Asked], readings: dict[str, Reading], user: User
) -> dict[str, Any]:
    label = form.catalogue.attachment(kind).label
    files = [readings[item.file.sm3] for item in asked if item.file.sm3 in readings]
    readable = [item for item in asked if item.file.media_type in READABLE]
    open_ones = [reading for reading in files if reading.is_open]
    proposals = [] if open_ones else proposals_for(form, asked, readings, user=user)
    return {
        "kind": kind,
        "label": label,
        "source": SOURCES[kind].label,
        "nothing": "" if readable else NOT_READABLE if asked else NO_FILE.format(label=label),
        "waiting": len(open_ones),
        "total": len(files),
        "problems": list(dict.fromkeys(reading.problem for reading in files if reading.problem)),
        "proposals": proposals,
        "blanks": sum(proposal.fills_blank for proposal in proposals),
    }
