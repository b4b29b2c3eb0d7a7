"""账号记录 in the console: every step on every account, exports among them, for 审计管理员; to read and to export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from accounts.credentials import LinkPurpose
from accounts.exporting import list_answer
from accounts.models import User
from accounts.policies import Action, require
from accounts.roles import Role
from audit.models import AccountEvent
from audit.notes import opened
from ground.console import add_view
from ground.facets import Facet
from ground.glossary import AccountStep, ActorKind
from ground.listing import Column, Listing, ListSpec, Typed
from ground.selecting import Picked

WORDS = {
    "rows": "行数",
    "list": "列表",
    "fields": "字段",
    "sessions": "会话数",
    "freed": "释放签收",
    "import": "导入次数",
    "role": "角色",
    "before": "原",
    "after": "现",
    "purpose": "用途",
    "by": "方式",
    "factor": "动态口令",
    "what": "错误项",
    "reason": "原因",
    "codes_left": "剩余恢复码",
}
CODES = {choice.value: choice.label for choices in (Role, LinkPurpose) for choice in choices} | {
    "created": "添加账号",
    "password": "密码",
    "totp": "手机",
    "recovery": "恢复码",
    "code": "动态口令",
}


@dataclass(frozen=True, slots=True)
class EventRow:
    """One step with the people in it by name."""

    event: AccountEvent
    account: str
    actor: str

    @property
    def told(self) -> str:
        """The step's data in words: 列表 任务历史，行数 20."""
        return "，".join(
            f"{WORDS.get(key, key)} {_text(value)}" for key, value in self.event.words.items() if key in WORDS
        )


@require_safe
def account_events(request: HttpRequest) -> HttpResponse:
    """The list, newest first, with its filters in the address."""
    require(request.user, Action.READ_AUDIT)
    listing = event_list(request.GET)
    page = listing.page()
    context = {"title": "账号记录", "listing": listing, "page": page, "rows": list(event_rows(page.rows))}
    return TemplateResponse(request, "console/account_events.html", context)


@require_POST
def export_account_events(request: HttpRequest) -> HttpResponseBase:
    """导出 of what the list's filter finds."""
    require(request.user, Action.READ_AUDIT)
    listing = event_list(request.POST)
    return list_answer(
        listing, Picked(everything=True), user=request.user, name="账号记录", rows_of=event_rows
    )


def event_list(params: QueryDict) -> Listing[AccountEvent]:
    """The steps on accounts as the address narrows them."""
    spec = ListSpec(
        columns=COLUMNS,
        typed=(
            Typed("q", "账号", hint="账号 / 姓名"),
            Typed("who", "办理人", hint="办理人"),
            Typed("since", "起始日期", kind="date", hint="从"),
            Typed("until", "截止日期", kind="date", hint="到"),
        ),
        search=_search,
        facets=(
            Facet(
                "step", "步骤", {step.value: step.label for step in AccountStep}, key="step", occurring=True
            ),
            Facet(
                "side",
                "办理方",
                {kind.value: kind.label for kind in ActorKind},
                key="actor_kind",
                occurring=True,
            ),
        ),
        default="-at",
    )
    return Listing(spec, AccountEvent.objects.all(), params)


def event_rows(events: Iterable[AccountEvent]) -> Iterable[EventRow]:
    """The steps with names, by one query."""
    events = opened(events)
    ids = {event.account_id for event in events}
    ids |= {int(event.actor_id) for event in events if event.actor_id.isdecimal()}
    names = {
        str(user.pk): f"{user.username} {user.full_name}".strip() for user in User.objects.filter(pk__in=ids)
    }
    for event in events:
        account = names.get(str(event.account_id), f"账号 {event.account_id}")
        yield EventRow(event, account, names.get(event.actor_id, event.actor_unit))


def _search(events: QuerySet[AccountEvent], typed: Mapping[str, str]) -> QuerySet[AccountEvent]:
    if typed["q"]:
        events = events.filter(account_id__in=_people(typed["q"]))
    if typed["who"]:
        ids = [str(pk) for pk in _people(typed["who"])[:1000]]
        events = events.filter(Q(actor_id__in=ids) | Q(actor_unit__icontains=typed["who"]))
    if since := _day(typed["since"]):
        events = events.filter(at__gte=since)
    if until := _day(typed["until"]):
        events = events.filter(at__lt=until + dt.timedelta(days=1))
    return events


def _people(text: str) -> Any:
    named = Q(username__icontains=text) | Q(full_name__icontains=text)
    return User.objects.filter(named).values_list("pk", flat=True)


def _day(text: str) -> dt.datetime | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    if not 2000 <= day.year <= 2200:
        return None
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _text(value: object) -> str:
    """A value in words: names of fields, roles and purposes by their labels."""
    if isinstance(value, list):
        return "、".join(map(_text, value))
    columns = {column.name: str(column.verbose_name) for column in User._meta.concrete_fields}
    return CODES.get(str(value)) or columns.get(str(value)) or str(value)


COLUMNS = (
    Column("时间", lambda row: f"{localtime(row.event.at):%Y-%m-%d %H:%M:%S}", order="at"),
    Column("账号", lambda row: row.account),
    Column("步骤", lambda row: row.event.step_word),
    Column("办理人", lambda row: row.actor),
    Column("办理单位", lambda row: row.event.actor_unit),
    Column("来源地址", lambda row: row.event.address),
    Column("明细", lambda row: row.told),
    Column("请求编号", lambda row: row.event.request_id, on_page=False),
)

add_view("account-events/", account_events, "account_events")
add_view("account-events/export/", export_account_events, "account_events_export")
