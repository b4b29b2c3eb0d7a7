"""隔离的文件 in the console: what the scanner found in files from outside; to read and to export, never to open."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.template.response import TemplateResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from accounts.exporting import list_answer
from accounts.policies import Action, require
from audit.notes import PrivateNote, opened
from documents.models import QuarantinedFile
from documents.scanning import scanner
from ground.console import add_view
from ground.listing import Column, Listing, ListSpec, Typed
from ground.selecting import Picked


@require_safe
def quarantine(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    require(request.user, Action.SEE_QUARANTINE)
    listing = quarantine_list(request.GET)
    page = listing.page()
    context = {"title": "隔离的文件", "listing": listing, "page": page, "rows": opened(page.rows)}
    return TemplateResponse(request, "console/quarantine.html", context | {"scanner": scanner()})


@require_POST
def export_quarantine(request: HttpRequest) -> HttpResponseBase:
    """导出 of what the list's filter finds."""
    require(request.user, Action.SEE_QUARANTINE)
    listing = quarantine_list(request.POST)
    return list_answer(listing, Picked(everything=True), user=request.user, name="隔离的文件", rows_of=opened)


def quarantine_list(params: QueryDict) -> Listing[QuarantinedFile]:
    """What was found, as the address narrows it."""
    spec = ListSpec(columns=COLUMNS, typed=TYPED, search=_search, default="-found_at")
    return Listing(spec, QuarantinedFile.objects.select_related("person"), params)


def _search(files: QuerySet[QuarantinedFile], typed: Mapping[str, str]) -> QuerySet[QuarantinedFile]:
    if typed["q"]:
        text = typed["q"]
        files = files.filter(
            Q(name__icontains=text) | Q(signature__icontains=text) | Q(sm3__startswith=text.lower())
        )
    if typed["who"]:
        files = files.filter(
            Q(person__username__icontains=typed["who"])
            | Q(address_note__in=PrivateNote.objects.saying(typed["who"]).values("mark"))
        )
    return files


TYPED = (
    Typed("q", "文件", hint="文件名 / 查毒结果 / SM3"),
    Typed("who", "添加人", hint="账号 / 完整的来源地址"),
)
COLUMNS = (
    Column("发现时间", lambda row: f"{localtime(row.found_at):%Y-%m-%d %H:%M:%S}", order="found_at"),
    Column("文件名", lambda row: row.name),
    Column("查毒结果", lambda row: row.signature),
    Column("添加人", lambda row: row.person.username if row.person else ""),
    Column("来源地址", lambda row: row.address),
    Column("添加位置", lambda row: row.place, on_page=False),
    Column("字节数", lambda row: row.size, on_page=False),
    Column("SM3", lambda row: row.sm3),
    Column("请求编号", lambda row: row.request_id, on_page=False),
)

add_view("quarantine/", quarantine, "quarantine")
add_view("quarantine/export/", export_quarantine, "quarantine_export")
