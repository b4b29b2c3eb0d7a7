"""企业事项待办 and 企业事项 of the office as lists."""

from __future__ import annotations

import datetime as dt

from django.http import QueryDict

from accounts.models import User
from desk.facets import CLAIMS, claim_facet, firm_facet, round_facet
from devices.listing import ANY_CATEGORY, category_facet, town_facet
from ground.facets import Facet
from ground.glossary import MatterKind, MatterStatus
from ground.listing import Column, Listing, ListSpec, Typed
from matters.models import Matter
from matters.models.reads import MatterQuerySet
from renewals.listings.queue import DUES, due_facet, search_cases

SEARCH = Typed("q", "查找", hint="企业 / 受理编号 / 备案号 / 规格型号 / 出厂编号")
KIND = Facet("kind", "事项", dict(MatterKind.choices), key="kind", occurring=True)
HANDED_IN = {state.value: state.label for state in MatterStatus if state != MatterStatus.VOIDED}
STATE = Facet("state", "办理状态", HANDED_IN, key="status", occurring=True)


def waiting_matters(
    user: User, rows: MatterQuerySet, params: QueryDict, now: dt.datetime, today: dt.date
) -> Listing[Matter]:
    """Those of `rows` (the waiting ones of this person), as the address narrows and sorts them."""
    facets = (
        KIND,
        firm_facet(rows, "申请企业"),
        category_facet("device__category"),
        town_facet("device__storage_town"),
        round_facet(),
        due_facet(today),
        claim_facet(user, now),
    )
    spec = ListSpec(
        columns=QUEUE_COLUMNS, typed=(SEARCH,), search=search_cases, facets=facets, default="submitted_at"
    )
    return Listing(spec, rows, params)


def known_matters(user: User, params: QueryDict) -> Listing[Matter]:
    """All that were ever handed in, newest first, declarations of 暂不换证 among them."""
    facets = (KIND, STATE, town_facet("device__storage_town"))
    spec = ListSpec(
        columns=REGISTER_COLUMNS, typed=(SEARCH,), search=search_cases, facets=facets, default="-created_at"
    )
    return Listing(spec, Matter.objects.visible_to(user), params)


QUEUE_COLUMNS = (
    Column("受理编号"),
    Column("事项"),
    Column("备案号 · 规格型号"),
    Column("企业"),
    Column("提交", order="submitted_at"),
    Column("期限", order="due_on"),
    Column("在办"),
    Column("操作", css="act"),
)
REGISTER_COLUMNS = (
    Column("受理编号", order="created_at"),
    Column("事项"),
    Column("备案号 · 规格型号"),
    Column("企业"),
    Column("办理状态"),
    Column("提交时间"),
    Column("操作", css="act"),
)

# As the interface's description says it: categories and firms stand in the database.
WAITING_ASKED = ListSpec(
    columns=QUEUE_COLUMNS,
    typed=(SEARCH,),
    search=search_cases,
    facets=(
        KIND,
        Facet("firm", "申请企业", {}),
        ANY_CATEGORY,
        town_facet("device__storage_town"),
        round_facet(),
        Facet("due", "期限", DUES),
        Facet("claim", "在办情况", CLAIMS),
    ),
    default="submitted_at",
)
