"""入库待办 as a list: what waits for intake review, narrowed by what a reviewer asks of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.http import QueryDict

from accounts.models import User
from accounts.naming import of_firm_named
from desk.facets import CLAIMS, claim_facet, firm_and_model_facets, round_facet, warned_facet
from devices.listing import (
    ANY_CATEGORY,
    UNKNOWN_YEARS,
    YEARS,
    category_facet,
    town_facet,
    years_facet,
)
from devices.models import Device
from devices.models.reads import DeviceQuerySet
from ground.facets import Facet
from ground.listing import Column, Listing, ListSpec, Typed
from ground.searching import matching

SEARCH = Typed("q", "查找", hint="企业 / 原备案号 / 规格型号 / 出厂编号")


def intake_list(
    user: User, rows: DeviceQuerySet, params: QueryDict, now: dt.datetime, today: dt.date
) -> Listing[Device]:
    """Those of `rows` (the waiting ones of this person), as the address narrows and sorts them."""
    facets = (
        category_facet(),
        *firm_and_model_facets(rows),
        town_facet(),
        round_facet("intake_round"),
        years_facet(today),
        warned_facet("intake_warnings"),
        claim_facet(user, now),
    )
    spec = ListSpec(columns=COLUMNS, typed=(SEARCH,), search=_search, facets=facets, default="submitted_at")
    return Listing(spec, rows, params)


def _search(rows: DeviceQuerySet, typed: Mapping[str, str]) -> DeviceQuerySet:
    words = typed["q"]
    return rows.filter(matching(words) | of_firm_named(words)) if words else rows


COLUMNS = (
    Column("原备案号"),
    Column("规格型号 · 出厂编号"),
    Column("产权单位"),
    Column("出厂日期", order="manufacture_date"),
    Column("提交", order="submitted_at"),
    Column("预审"),
    Column("在办"),
    Column("操作", css="act"),
)

# As the interface's description says it: categories, firms and models stand in the database.
ASKED = ListSpec(
    columns=COLUMNS,
    typed=(SEARCH,),
    search=_search,
    facets=(
        ANY_CATEGORY,
        Facet("firm", "产权单位", {}),
        Facet("model", "规格型号", {}),
        town_facet(),
        round_facet("intake_round"),
        Facet("years", "使用年限", YEARS | UNKNOWN_YEARS),
        warned_facet("intake_warnings"),
        Facet("claim", "在办情况", CLAIMS),
    ),
    default="submitted_at",
)
