"""任务历史 of the office as a list: every step of every case that was handed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from accounts.models import User
from accounts.roles import Role
from audit.models import HistoryEntry, HistoryQuerySet
from devices.listing import category_facet, town_facet
from devices.models import Device
from ground.facets import Facet
from ground.glossary import Step
from ground.listing import Column, Listing, ListSpec, Typed
from renewals.history_search import (
    matching_steps,
    of_firm_named,
    taken_by,
    taken_by_named,
    taken_today,
)
from renewals.listings.steps import STEP_COLUMNS
from renewals.listings.steps import TYPED as OF_FIRMS

# What a firm does with its own drafts concerns the office only once it is handed in.
OWN_MATTERS = (
    Step.DEVICE_SAVED,
    Step.DEVICE_DELETED,
    Step.RENEWAL_STARTED,
    Step.RENEWAL_SAVED,
    Step.MATTER_SAVED,
    Step.MATTER_VOIDED,
)
OFFICE_STEPS = {step.value: step.label for step in Step if step not in OWN_MATTERS}
SEARCH, *DAYS = OF_FIRMS
TYPED = (
    SEARCH,
    Typed("firm", "产权单位", hint="产权单位"),
    Typed("who", "办理人", hint="办理人账号、完整姓名或办理单位"),
    *DAYS,
)


def office_step_list(user: User, params: QueryDict) -> Listing[HistoryEntry]:
    """The steps that the person of the office sees, as the address narrows and sorts them."""

    def search(entries: HistoryQuerySet, typed: Mapping[str, str]) -> HistoryQuerySet:
        entries = matching_steps(entries, typed, user)
        entries = of_firm_named(entries, typed["firm"]) if typed["firm"] else entries
        return taken_by_named(entries, typed["who"]) if typed["who"] else entries

    spec = ListSpec(columns=COLUMNS, typed=TYPED, search=search, facets=_facets(user), default="-at")
    return Listing(spec, _visible(user), params)


def _facets(user: User) -> tuple[Facet, ...]:
    places = () if user.role == Role.SUPERVISOR else (_of_machine(town_facet(), "storage_town"),)
    return (
        Facet("step", "步骤", OFFICE_STEPS, key="step", occurring=True),
        _of_machine(category_facet(), "category"),
        *places,
        Facet(
            "by",
            "范围",
            {"me": "只看本人办理"},
            narrow=lambda entries, _me: taken_by(entries, user),
            own_count=_uncounted,
        ),
        Facet(
            "day",
            "日期",
            {"today": "今日"},
            narrow=lambda entries, _today: taken_today(entries),
            own_count=_uncounted,
        ),
    )


def _of_machine(facet: Facet, column: str) -> Facet:
    """The facet of the machine that a step belongs to: the history names it by id alone."""

    def narrow(entries: HistoryQuerySet, value: str) -> HistoryQuerySet:
        machines: Any = Device._base_manager.filter(**{column: value})  # deleted ones keep their history
        return entries.filter(device_id__in=machines.values("pk"))

    return Facet(facet.name, facet.label, facet.words, narrow=narrow, own_count=_uncounted)


def _uncounted(_entries: object) -> None:
    """To count it would read the machine of each of some hundred thousand steps."""


def _visible(user: User) -> HistoryQuerySet:
    entries = HistoryEntry.objects.filter(step__in=list(OFFICE_STEPS))
    if user.role != Role.SUPERVISOR:
        return entries
    return entries.filter(device_id__in=Device.objects.visible_to(user).values("pk"))


_TIME, _MACHINE, *_OTHERS = STEP_COLUMNS
COLUMNS = (_TIME, _MACHINE, Column("产权单位", lambda row: row.firm.name if row.firm else ""), *_OTHERS)
