"""疑似问题 as a list of the office."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Case as Choose
from django.db.models import CharField, Value, When
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from cases.models import Case, CaseQuerySet
from cases.words import CaseStatus, ProblemKind
from devices.listing import town_facet
from ground.facets import Facet
from ground.listing import Column, Listing, ListSpec, Typed

SEARCH = Typed("q", "查找", hint="上报编号 / 备案号 / 出厂编号 / 规格型号 / 位置")
CLAIMS = {"mine": "我处理的", "free": "无人处理", "others": "他人处理"}
FOUND = {"known": "查到设备", "unknown": "未查到设备"}


def case_list(user: User, params: QueryDict) -> Listing[Case]:
    """The cases that the person may see, as the address narrows and sorts them."""
    facets = (
        Facet("state", "状态", dict(CaseStatus.choices), key="status"),
        Facet("kind", "问题", dict(ProblemKind.choices), key="kind", occurring=True),
        _claim_facet(user),
        _found_facet(),
        town_facet("device__storage_town"),
    )
    spec = ListSpec(columns=COLUMNS, typed=(SEARCH,), search=_search, facets=facets)
    return Listing(spec, Case.objects.visible_to(user), params)


def _claim_facet(user: User) -> Facet:
    claim = Choose(
        When(claimed_by__isnull=True, then=Value("free")),
        When(claimed_by=user, then=Value("mine")),
        default=Value("others"),
        output_field=CharField(),
    )
    return Facet("claim", "处理人", CLAIMS, key=claim)


def _found_facet() -> Facet:
    found = Choose(
        When(device__isnull=True, then=Value("unknown")), default=Value("known"), output_field=CharField()
    )
    return Facet("found", "设备", FOUND, key=found)


def _search(cases: CaseQuerySet, typed: Mapping[str, str]) -> CaseQuerySet:
    return cases.search(typed["q"])


COLUMNS = (
    Column("上报编号", lambda case: case.reference, order="created_at"),
    Column("问题", lambda case: case.sort.label),
    Column("现场的备案号", lambda case: case.number),
    Column("现场的出厂编号", lambda case: case.serial, on_page=False),
    Column("设备", lambda case: case.device.registration_number if case.device else "未查到"),
    Column("产权单位", lambda case: case.device.enterprise.name if case.device else "", on_page=False),
    Column("位置", lambda case: case.place),
    Column("情况说明", lambda case: case.text, on_page=False),
    Column("联系方式", lambda case: case.masked_contact),
    Column("上报日期", lambda case: timezone.localdate(case.created_at), on_page=False),
    Column("状态", lambda case: case.state.label),
    Column("处理人", lambda case: case.claimed_by.masked_name if case.claimed_by else ""),
    Column("处理结果", lambda case: case.answer, on_page=False),
    Column("操作", css="act"),
)
