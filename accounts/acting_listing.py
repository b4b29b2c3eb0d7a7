"""代查看记录 as a list: who looked as which firm, why, and at which pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone

from accounts.finding import person_of
from accounts.models import Enterprise, User
from audit.account_events import AccountEventQuerySet
from audit.models import AccountEvent
from audit.notes import opened
from ground.facets import Facet
from ground.glossary import AccountStep
from ground.listing import Column, Listing, ListSpec, Typed

STEPS = {
    step.value: str(step.label)
    for step in (
        AccountStep.ACTING_STARTED,
        AccountStep.ACTING_LOOKED,
        AccountStep.ACTING_DOWNLOADED,
        AccountStep.ACTING_REFUSED,
        AccountStep.ACTING_ENDED,
    )
}
TYPED = (Typed("firm", "企业", hint="企业名称"), Typed("who", "人员", hint="查看人的账号或完整姓名"))


@dataclass(frozen=True)
class ActingRow:
    """One event in words."""

    event: AccountEvent
    who: str
    firm: str
    what: str

    @property
    def tone(self) -> str:
        """The colour family of the step's tag."""
        tones = {AccountStep.ACTING_REFUSED: "warn", AccountStep.ACTING_DOWNLOADED: "go"}
        return tones.get(AccountStep(self.event.step), "idle")


def acting_list(params: QueryDict) -> Listing[AccountEvent]:
    """All events of 代查看, as the address narrows them."""
    facets = (Facet("step", "步骤", STEPS, key="step", occurring=True),)
    spec = ListSpec(columns=COLUMNS, typed=TYPED, search=_search, facets=facets, default="-at")
    return Listing(spec, AccountEvent.objects.filter(step__in=STEPS), params)


def acting_rows(events: Iterable[AccountEvent]) -> list[ActingRow]:
    """The events with the names that they mean, looked up once."""
    events = opened(events)
    people = User.objects.in_bulk({event.account_id for event in events if event.account_id})
    firms = Enterprise.objects.in_bulk({event.enterprise_id for event in events if event.enterprise_id})
    return [
        ActingRow(
            event,
            str(people.get(event.account_id or 0, "")),
            str(firms.get(event.enterprise_id or 0, "")),
            event.words.get("reason") or event.words.get("page", ""),
        )
        for event in events
    ]


def _search(events: AccountEventQuerySet, typed: Mapping[str, str]) -> AccountEventQuerySet:
    if typed["firm"]:
        named = Enterprise.objects.filter(name__icontains=typed["firm"])
        events = events.filter(enterprise_id__in=named.values("pk"))
    if typed["who"]:
        people = User.objects.filter(person_of(typed["who"]))
        events = events.filter(account_id__in=people.values("pk"))
    return events


COLUMNS = (
    Column("时间", lambda row: timezone.localtime(row.event.at).strftime("%Y-%m-%d %H:%M:%S"), order="at"),
    Column("查看人", lambda row: row.who),
    Column("企业", lambda row: row.firm),
    Column("步骤", lambda row: row.event.step_word),
    Column("原因或页面", lambda row: row.what),
    Column("来源地址", lambda row: row.event.address),
)
