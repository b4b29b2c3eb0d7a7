"""换证待办 as a list: what waits for review, narrowed by what a reviewer asks of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Case, CharField, Q, Value, When
from django.http import QueryDict

from accounts.models import User
from devices.listing import category_facet, town_facet, verdict_facet, years_facet
from ground.facets import Facet
from ground.listing import Column, Listing, ListSpec, Typed
from ground.searching import matching
from renewals.deadlines import SOON, workdays_after
from renewals.models import RenewalApplication
from renewals.models.application import RenewalQuerySet

MOST_CHOICES = 60  # firms and models that a choice offers; the search finds the others
SEARCH = Typed("q", "查找", hint="企业 / 受理编号 / 备案号 / 规格型号 / 出厂编号")
ROUNDS = {"1": "首次提交", "2": "第 2 次", "more": "第 3 次及以上"}
WARNED = {"none": "无提醒", "some": "有提醒"}
CLAIMS = {"mine": "我签收的", "free": "无人签收", "others": "他人签收"}
DUES = {"over": "已超期", "soon": f"{SOON} 个工作日内到期", "later": "未到期"}
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
        _firm_facet(rows),
        _model_facet(rows),
        town_facet(),
        _round_facet(),
        years_facet(today),
        verdict_facet(today),
        _warned_facet(),
        _due_facet(today),
        _claim_facet(user, now),
        _asked_facet(),
    )
    columns = COLUMNS if chooses else COLUMNS[1:]
    spec = ListSpec(columns=columns, typed=(SEARCH,), search=_search, facets=facets, default="submitted_at")
    return Listing(spec, rows, params)


def _search(rows: RenewalQuerySet, typed: Mapping[str, str]) -> RenewalQuerySet:
    words = typed["q"]
    return rows.filter(matching(words) | Q(enterprise__name__icontains=words)) if words else rows


def _firm_facet(rows: RenewalQuerySet) -> Facet:
    firms = rows.order_by("enterprise__name").values_list("enterprise_id", "enterprise__name").distinct()
    words = {str(pk): name for pk, name in firms[:MOST_CHOICES]}
    return Facet("firm", "产权单位", words, key="enterprise_id", occurring=True)


def _model_facet(rows: RenewalQuerySet) -> Facet:
    models = rows.order_by("model").values_list("model", flat=True).distinct()
    words = {model: model for model in models[:MOST_CHOICES]}
    return Facet("model", "规格型号", words, key="model", occurring=True)


def _round_facet() -> Facet:
    number = Case(
        When(round=1, then=Value("1")),
        When(round=2, then=Value("2")),
        default=Value("more"),
        output_field=CharField(),
    )
    return Facet("round", "提交次数", ROUNDS, key=number)


def _warned_facet() -> Facet:
    warned = Case(When(warnings=0, then=Value("none")), default=Value("some"), output_field=CharField())
    return Facet("warned", "预审提醒", WARNED, key=warned)


def _due_facet(today: dt.date) -> Facet:
    due = Case(
        When(due_on__lt=today, then=Value("over")),
        When(due_on__lte=workdays_after(today, SOON), then=Value("soon")),
        default=Value("later"),
        output_field=CharField(),
    )
    return Facet("due", "期限", DUES, key=due)


def _claim_facet(user: User, now: dt.datetime) -> Facet:
    claim = Case(
        When(claimed_by__isnull=True, then=Value("free")),
        When(claimed_until__lte=now, then=Value("free")),
        When(claimed_until__isnull=True, then=Value("free")),
        When(claimed_by=user, then=Value("mine")),
        default=Value("others"),
        output_field=CharField(),
    )
    return Facet("claim", "在办情况", CLAIMS, key=claim)


def _asked_facet() -> Facet:
    asked = Case(
        When(withdrawal_requested_at__isnull=False, then=Value("withdrawal")),
        default=Value(""),
        output_field=CharField(),
    )
    return Facet("asked", "企业申请", ASKED, key=asked)


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
