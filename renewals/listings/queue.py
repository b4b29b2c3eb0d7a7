"""换证待办 as a list: what waits for review, narrowed by what a reviewer asks of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django.db import models
from django.db.models import Case, CharField, Q, Value, When
from django.http import QueryDict

from accounts.models import User
from accounts.naming import of_firm_named
from desk.facets import CLAIMS, claim_facet, firm_and_model_facets, round_facet, warned_facet
from devices.listing import (
    ANY_CATEGORY,
    DAYS,
    UNKNOWN_YEARS,
    YEARS,
    category_facet,
    town_facet,
    verdict_facet,
    years_facet,
)
from ground.facets import Facet
from ground.glossary import AgeVerdict
from ground.listing import Column, Listing, ListSpec, Typed
from ground.searching import matching
from renewals.deadlines import SOON, days_of_this_request, workdays_after
from renewals.models import RenewalApplication
from renewals.models.application import RenewalQuerySet
from renewals.services.second_review import has_two_levels

SEARCH = Typed("q", "查找", hint="企业 / 受理编号 / 备案号 / 规格型号 / 出厂编号")
DUES = {"over": "已超期", "soon": f"{SOON} 个工作日内到期", "later": "未到期"}
LEVELS = {"first": "待初审", "second": "待复核"}
ASKED = {"withdrawal": "申请撤回"}


def queue_list(
    user: User,
    rows: RenewalQuerySet,
    params: QueryDict,
    now: dt.datetime,
    today: dt.date,
    *,
    chooses: bool = False,
) -> Listing[RenewalApplication]:
    """Those of `rows` (the waiting ones of this person), as the address narrows and sorts them."""
    facets = (
        category_facet(),
        *firm_and_model_facets(rows),
        town_facet(),
        round_facet(),
        years_facet(today),
        verdict_facet(today),
        warned_facet(),
        due_facet(today),
        claim_facet(user, now),
        _asked_facet(),
        *([_level_facet()] if has_two_levels() else []),
    )
    columns = COLUMNS if chooses else COLUMNS[1:]
    spec = ListSpec(
        columns=columns, typed=(SEARCH,), search=search_cases, facets=facets, default="submitted_at"
    )
    return Listing(spec, rows, params)


def search_cases(rows: models.QuerySet[Any], typed: Mapping[str, str]) -> models.QuerySet[Any]:
    """By firm, reference, number, model or serial."""
    words = typed["q"]
    return rows.filter(matching(words) | of_firm_named(words)) if words else rows


def due_facet(today: dt.date) -> Facet:
    """期限, as of `today`."""
    return _due_facet(today, workdays_after(today, SOON, days_of_this_request()))


@lru_cache(maxsize=DAYS)
def _due_facet(today: dt.date, soon: dt.date) -> Facet:
    due = Case(
        When(due_on__lt=today, then=Value("over")),
        When(due_on__lte=soon, then=Value("soon")),
        default=Value("later"),
        output_field=CharField(),
    )
    found = {
        "over": Q(due_on__lt=today),
        "soon": Q(due_on__gte=today, due_on__lte=soon),
        "later": Q(due_on__gt=soon) | Q(due_on__isnull=True),
    }
    return Facet("due", "期限", DUES, key=due, narrow=lambda rows, value: rows.filter(found[value]))


@cache
def _asked_facet() -> Facet:
    asked = Case(
        When(withdrawal_requested_at__isnull=False, then=Value("withdrawal")),
        default=Value(""),
        output_field=CharField(),
    )
    return Facet(
        "asked",
        "企业申请",
        ASKED,
        key=asked,
        narrow=lambda rows, _value: rows.filter(withdrawal_requested_at__isnull=False),
    )


@cache
def _level_facet() -> Facet:
    level = Case(
        When(first_acceptance__isnull=True, then=Value("first")),
        default=Value("second"),
        output_field=CharField(),
    )
    return Facet("level", "审核环节", LEVELS, key=level)


COLUMNS = (
    Column("选择", css="sel"),
    Column("受理编号"),
    Column("备案号 · 规格型号"),
    Column("产权单位"),
    Column("提交", order="submitted_at"),
    Column("期限", order="due_on"),
    Column("预审"),
    Column("在办"),
    Column("操作", css="act"),
)

# As the interface's description says it: categories, firms and models stand in the database, levels in the settings.
QUEUE_ASKED = ListSpec(
    columns=COLUMNS,
    typed=(SEARCH,),
    search=search_cases,
    facets=(
        ANY_CATEGORY,
        Facet("firm", "产权单位", {}),
        Facet("model", "规格型号", {}),
        town_facet(),
        round_facet(),
        Facet("years", "使用年限", YEARS | UNKNOWN_YEARS),
        Facet("age", "评估年限", dict(AgeVerdict.choices)),
        warned_facet(),
        Facet("due", "期限", DUES),
        Facet("claim", "在办情况", CLAIMS),
        _asked_facet(),
    ),
    default="submitted_at",
)
