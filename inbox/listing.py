"""消息 of a person as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import Case, CharField, Value, When
from django.http import QueryDict

from accounts.models import User
from ground.facets import Facet
from ground.listing import Column, Listing, ListSpec, Typed
from inbox.models import Message, MessageQuerySet
from inbox.words import Event

COLUMNS = (
    Column("时间", order="created_at"),
    Column("消息"),
    Column("状态"),
    Column("操作", css="act"),
)
READ = Case(When(read_at__isnull=True, then=Value("unread")), default=Value("read"), output_field=CharField())

STATE = Facet(
    "state",
    "状态",
    {"unread": "未读", "read": "已读"},
    key=READ,
    narrow=lambda messages, state: messages.filter(read_at__isnull=state == "unread"),
)
EVENT = Facet("event", "事项", dict(Event.choices), key="event", occurring=True)


def message_list(user: User, params: QueryDict) -> Listing[Message]:
    """The person's messages, as the address narrows and sorts them."""
    spec = ASKED if user.is_enterprise else replace(ASKED, facets=(STATE,))
    return Listing(spec, Message.objects.visible_to(user), params)


def _search(messages: MessageQuerySet, typed: Mapping[str, str]) -> MessageQuerySet:
    return messages.search(typed["q"])


# As the interface's description says it, too; the office's people have messages of few events.
ASKED = ListSpec(
    columns=COLUMNS,
    typed=(Typed("q", "查找", hint="备案号 / 受理编号 / 规格型号或其他文字"),),
    search=_search,
    facets=(STATE, EVENT),
)
