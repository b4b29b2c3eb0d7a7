"""审计 › 操作记录: search, unfold, export; only 审计管理员 sees it, and looking is an entry itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import Action, require
from audit.anchors import anchored_at
from audit.chain import Link
from audit.figures import broken, unsealed
from audit.verifications import last_verification
from ground.console import add_view
from ground.errors import RuleBroken
from ground.glossary import AccountStep
from ground.workbooks import MOST_ROWS, TOO_MANY, list_workbook, workbook_answer
from zhongshan_crane.trail.asking import Asked, asked
from zhongshan_crane.trail.lines import Line, lines
from zhongshan_crane.trail.paging import count, every, page
from zhongshan_crane.trail.readers import READERS
from zhongshan_crane.trail.recording import record
from zhongshan_crane.trail.things import named

NAME = "操作记录"
NOTHING = "没有可导出的内容。请换一个查询条件后再导出。"
HEADS = ("时间", "类别", "事项", "办理人", "办理单位", "对象", "明细", "来源地址", "请求编号", "封存编号")


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """One page of the record, newest first; each page that is looked at is an entry."""
    require(request.user, Action.READ_AUDIT)
    search = asked(request.GET)
    here = page(search, request.GET.get("after", ""), request.GET.get("before", ""))
    fields = [name for name, _ in search.kept]
    record(request.user, AccountStep.RECORD_READ, about=search.thing, fields=fields)
    context = {
        "title": NAME,
        "asked": search,
        "thing": named([search.thing])[search.thing] if search.thing else None,
        "groups": READERS.values(),
        "lines": lines(here.rows),
        "first_url": search.url() if here.previous else "",
        "previous_url": search.url(before=here.previous) if here.previous else "",
        "next_url": search.url(after=here.next) if here.next else "",
        "seal": _seal(),
    }
    return TemplateResponse(request, "console/trail.html", context)


@require_POST
def export_trail(request: HttpRequest) -> FileResponse:
    """导出 of what the search finds, as a workbook."""
    require(request.user, Action.READ_AUDIT)
    search = asked(request.POST)
    rows = count(search, most=MOST_ROWS)
    if not rows:
        raise RuleBroken("nothing_chosen", NOTHING)
    if rows > MOST_ROWS:
        raise RuleBroken("too_many", TOO_MANY)
    book = list_workbook(NAME, HEADS, _cells(search))
    record(request.user, AccountStep.EXPORTED, about=search.thing, list=NAME, rows=rows)
    return workbook_answer(book, NAME)


def _cells(search: Asked) -> Iterator[tuple[str, ...]]:
    for rows in every(search):
        yield from map(_cells_of, lines(rows))


def _cells_of(line: Line) -> tuple[str, ...]:
    return (
        f"{localtime(line.at):%Y-%m-%d %H:%M:%S}",
        line.word,
        line.verb,
        line.who,
        line.unit,
        "；".join(word for word, _ in line.abouts),
        "；".join(f"{label}：{text}" for label, text in line.told),
        line.address,
        line.request_id,
        str(line.seal) if line.seal else "待封存",
    )


def _seal() -> dict[str, object]:
    """How the record stands: sealed up to where, last verified when, with what result."""
    end = Link.objects.latest_link()
    return {
        "end": end,
        "waiting": unsealed(),
        "verified": last_verification(),
        "broken": broken(),
        "anchored": anchored_at(),
    }


add_view("audit/", trail, "audit_trail")
add_view("audit/export/", export_trail, "audit_trail_export")
