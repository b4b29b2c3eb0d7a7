"""What somebody looks for in the record, read from the address and turned into numbers once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Enterprise, User
from audit.notes import PrivateNote
from devices.models import Device
from ground.asking import trimmed
from ground.glossary import AboutKind
from ground.searching import matching
from matters.models import Matter
from renewals.models import RenewalApplication
from zhongshan_crane.trail.things import Key, read_thing

About = dict[AboutKind, list[int]]
EXCHANGE = "exchange"  # the table's code
MOST = 500  # numbers that one word may mean; beyond it the word says too little
FIELDS = ("who", "firm", "about", "thing", "verb", "since", "until", "address", "request")
LABELS = {
    "who": "账号",
    "firm": "企业",
    "about": "对象",
    "thing": "指定对象",
    "verb": "事项",
    "since": "从",
    "until": "到",
    "address": "来源地址",
    "request": "请求编号",
}


@dataclass(frozen=True)
class Asked:
    """What was typed, and what it means; None where a thing was not asked for.

    `thing` is the very machine, renewal, account … that a page leads here from; `about` what a typed number may mean.
    """

    typed: dict[str, str]
    people: list[int] | None = None
    firms: list[int] | None = None
    about: About | None = None
    thing: Key | None = None
    notes: list[str] | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The table that the chosen verb belongs to, empty for all."""
        return self.typed["verb"].partition(":")[0]

    @property
    def verb(self) -> str:
        """The chosen verb, empty for all of its table."""
        return self.typed["verb"].partition(":")[2]

    @property
    def shows_exchanges(self) -> bool:
        """Whether the exchange with the province stands among the rest: thousands a day, when nothing narrows it."""
        narrowed = self.about is not None or self.thing is not None
        return self.source == EXCHANGE or narrowed or bool(self.typed["request"])

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form must carry on to mean the same."""
        return [(name, value) for name, value in self.typed.items() if value]

    @property
    def is_narrowed(self) -> bool:
        """Whether any condition is in force."""
        return bool(self.kept)

    def url(self, **more: str) -> str:
        """This search's address."""
        return "?" + urlencode([*self.kept, *more.items()])

    @property
    def url_of_all(self) -> str:
        """The same search over all things."""
        return "?" + urlencode([(name, value) for name, value in self.kept if name != "thing"])


def asked(params: QueryDict) -> Asked:
    """What `params` ask for; what cannot be read narrows nothing and is told."""
    typed = {name: trimmed(params.get(name, ""))[:80] for name in FIELDS}
    problems: list[str] = []
    since, until = _day(typed["since"], problems), _day(typed["until"], problems)
    return Asked(
        typed=typed,
        people=_people(typed["who"]) if typed["who"] else None,
        firms=_ids(Enterprise.objects.filter(name__icontains=typed["firm"])) if typed["firm"] else None,
        about=_about(typed["about"]) if typed["about"] else None,
        thing=_thing(typed["thing"], problems),
        notes=_notes(typed["address"]) if typed["address"] else None,
        since=since,
        until=until + dt.timedelta(days=1) if until else None,
        problems=problems,
    )


def _people(text: str) -> list[int]:
    """Accounts by name, or by number where a deleted one is meant."""
    found = _ids(User.objects.filter(username__icontains=text))
    return found + ([int(text)] if text.isdecimal() and len(text) < 18 else [])


def _thing(text: str, problems: list[str]) -> Key | None:
    found = read_thing(text)
    if text and found is None:
        problems.append(
            "地址中的对象无法识别，没有按它查询。请回到设备、申请或账号的页面，重新点“操作记录”。"
        )
    return found


def _about(text: str) -> About:
    """What a number may mean: a machine's (old, new, serial), a renewal's, a 企业事项's."""
    renewals = RenewalApplication.objects.filter(reference__iexact=text)
    matters = Matter.objects.filter(reference__iexact=text)
    return {
        AboutKind.DEVICE: _ids(Device._base_manager.filter(matching(text))),
        AboutKind.RENEWAL: _ids(renewals),
        AboutKind.MATTER: _ids(matters),
    }


def _notes(address: str) -> list[str]:
    return list(PrivateNote.objects.saying(address).values_list("mark", flat=True)[: MOST * 4])


def _ids(rows: QuerySet) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True)[:MOST])


def _day(text: str, problems: list[str]) -> dt.datetime | None:
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        problems.append(f"“{text}”不是日期，没有按它查询。请按 2026-01-31 的格式填写。")
        return None
    if not 2000 <= day.year <= 2200:
        problems.append(f"“{text}”超出范围，没有按它查询。")
        return None
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
