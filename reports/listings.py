"""The names behind the figures as lists: machines, renewals, and firms to be urged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Enterprise
from accounts.naming import of_firm_named
from devices.aging import verdict_of
from devices.listing import (
    category_facet,
    search_machines,
    town_facet,
    town_word,
    town_words,
    verdict_facet,
    years_facet,
)
from devices.models import Device
from devices.models.reads import DeviceQuerySet
from ground.facets import Facet
from ground.glossary import ApprovalStatus, CertificateStatus, UploadStatus
from ground.listing import Column, Listing, ListSpec, Typed
from renewals.models import RenewalApplication
from renewals.models.application import RenewalQuerySet
from reports.figures.cards import red_card, yellow_card
from reports.figures.safety import WATCHED, watched
from reports.models import Urging
from reports.scope import DUE, Scope
from reports.urging import behind

STANDINGS = {"due": "应换证（全部）"} | {
    status.value: status.label for status in CertificateStatus if status != CertificateStatus.NONE
}
CARDS = {"yellow": "黄牌：即将超期", "red": "红牌：已超期"}
MACHINE_SEARCH = Typed("q", "查找", hint="新旧备案号 / 规格型号 / 出厂编号 / 自编号")
CASE_SEARCH = Typed("q", "查找", hint="受理编号 / 新旧备案号 / 规格型号 / 出厂编号")
FIRM = Typed("firm", "产权单位", hint="产权单位")


def machine_list(scope: Scope, params: QueryDict, today: dt.date) -> Listing[Device]:
    """The machines of the register that the person sees, as the address narrows them."""

    def search(machines: DeviceQuerySet, typed: Mapping[str, str]) -> Any:
        return _of_firm(search_machines(machines, typed), typed["firm"])

    watching = Facet(
        "watch",
        "到期预警",
        {name: word for name, (word, _) in WATCHED.items()},
        narrow=lambda machines, name: watched(machines, name, today),
        own_count=_uncounted,
    )
    facets = (
        Facet("standing", "换证标识", STANDINGS, narrow=_standing, own_count=_standings),
        category_facet(),
        *_towns(scope),
        years_facet(today),
        verdict_facet(today),
        watching,
        *_one_firm(params),
    )
    spec = ListSpec(columns=MACHINE_COLUMNS, typed=(MACHINE_SEARCH, FIRM), search=search, facets=facets)
    return Listing(spec, scope.machines(), params)


def case_list(scope: Scope, params: QueryDict, today: dt.date) -> Listing[RenewalApplication]:
    """The renewals that were handed in, as the address narrows them."""

    def search(renewals: RenewalQuerySet, typed: Mapping[str, str]) -> Any:
        return _of_firm(renewals.search(typed["q"]), typed["firm"])

    uploads = dict(UploadStatus.choices) | {"open": "尚未办结"}
    facets = (
        Facet("approval", "审批状态", dict(ApprovalStatus.choices), key="approval_status"),
        Facet("upload", "上传状态", uploads, narrow=_upload, own_count=_uncounted),
        category_facet(),
        *_towns(scope),
        Facet(
            "card",
            "红黄牌",
            CARDS,
            narrow=lambda renewals, card: renewals.filter(
                red_card(today) if card == "red" else yellow_card(today)
            ),
            own_count=_uncounted,
        ),
        *_one_firm(params),
    )
    spec = ListSpec(columns=CASE_COLUMNS, typed=(CASE_SEARCH, FIRM), search=search, facets=facets)
    return Listing(spec, scope.renewals(), params)


def _towns(scope: Scope) -> tuple[Facet, ...]:
    return () if scope.is_town else (town_facet(),)


def _one_firm(params: QueryDict) -> tuple[Facet, ...]:
    """The firm that a figure led to: a name would also find others that contain it."""
    asked = params.get("enterprise", "")
    known = asked.isdecimal() and len(asked) < 19
    firm = Enterprise.objects.filter(pk=int(asked)).first() if known else None
    words = {asked: firm.name} if firm else {}
    if not words:
        return ()
    return (
        Facet(
            "enterprise",
            "产权单位",
            words,
            narrow=lambda rows, pk: rows.filter(enterprise_id=int(pk)),
            own_count=_uncounted,
        ),
    )


def _of_firm(rows: Any, name: str) -> Any:
    return rows.filter(of_firm_named(name)) if name else rows


def _standing(machines: DeviceQuerySet, value: str) -> DeviceQuerySet:
    return machines.filter(certificate_status__in=DUE if value == "due" else [value])


def _standings(machines: DeviceQuerySet) -> Mapping[str, int]:
    counts = dict(machines.order_by().values_list("certificate_status").annotate(Count("pk")))
    return {"due": sum(counts.get(status.value, 0) for status in DUE), **counts}


def _upload(renewals: RenewalQuerySet, value: str) -> RenewalQuerySet:
    if value == "open":
        return renewals.exclude(upload_status__in=[UploadStatus.UPLOADED, UploadStatus.FAILED])
    return renewals.filter(upload_status=value)


def _uncounted(_rows: object) -> None:
    """The reports tell its numbers already."""


def _day(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d") if moment else ""


MACHINE_COLUMNS = (
    Column("备案号", lambda machine: machine.registration_number),
    Column("产权单位", lambda machine: machine.enterprise.name),
    Column("设备类别", lambda machine: machine.category_label),
    Column("规格型号", lambda machine: machine.model),
    Column("出厂编号", lambda machine: machine.factory_number, on_page=False),
    Column("出厂日期", lambda machine: machine.manufacture_date),
    Column("评估年限", lambda machine: verdict_of(machine, timezone.localdate()).label),
    Column("评估年限届满", lambda machine: machine.age_limit_on, on_page=False),
    Column("存放镇街", lambda machine: town_word(machine.storage_town)),
    Column("换证标识", lambda machine: machine.certificate_mark.label),
    Column("入库时间", lambda machine: _day(machine.approved_at), on_page=False),
)
CASE_COLUMNS = (
    Column("受理编号", lambda renewal: renewal.reference),
    Column("产权单位", lambda renewal: renewal.enterprise.name),
    Column("备案号", lambda renewal: renewal.old_registration_number, on_page=False),
    Column("规格型号", lambda renewal: renewal.model),
    Column("设备类别", lambda renewal: renewal.category_label, on_page=False),
    Column("存放镇街", lambda renewal: town_word(renewal.storage_town)),
    Column("审批状态", lambda renewal: renewal.approval.label),
    Column("上传状态", lambda renewal: renewal.upload.label),
    Column("提交时间", lambda renewal: _day(renewal.submitted_at)),
    Column("办理期限", lambda renewal: renewal.due_on),
)


def firm_list(scope: Scope, params: QueryDict, *, urges: bool) -> Listing[Enterprise]:
    """The firms that are behind with something, as the address narrows them; who `urges` can tick them."""

    def search(firms: Any, typed: Mapping[str, str]) -> Any:
        words = typed["q"]
        return firms.filter(Q(name__icontains=words) | Q(uscc__icontains=words)) if words else firms

    places = Facet("town", "所在镇街", town_words(), key="town", occurring=True)
    spec = ListSpec(
        columns=(*((Column("选择", css="sel"),) if urges else ()), *FIRM_COLUMNS),
        typed=(Typed("q", "查找", hint="企业名称 / 统一社会信用代码"),),
        search=search,
        facets=(places, Facet("urged", "催办", URGED, narrow=_urged, own_count=_uncounted)),
    )
    return Listing(spec, behind(scope), params)


def _urged(firms: Any, value: str) -> Any:
    since = timezone.now() - dt.timedelta(days=settings.URGING_DAYS)
    recent = Exists(Urging.objects.filter(enterprise=OuterRef("pk"), sent_at__gt=since))
    return firms.filter(recent if value == "recent" else ~recent)


URGED = {"recent": "近期已催办", "not": "近期未催办"}
FIRM_COLUMNS = (
    Column("产权单位", lambda row: row.firm.name),
    Column("统一社会信用代码", lambda row: row.firm.uscc, on_page=False),
    Column("所在镇街", lambda row: town_word(row.firm.town)),
    Column("未办理", lambda row: row.backlog.not_begun, css="num"),
    Column("草稿未提交", lambda row: row.backlog.drafts, css="num"),
    Column("最近催办", lambda row: _day(row.backlog.last)),
)
