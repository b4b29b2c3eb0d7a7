"""备案设备信息管理 as a list: the machines of the register with their 换证进度."""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache

from django.conf import settings
from django.db.models import Case, CharField, F, OuterRef, Subquery, Value, When
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from devices.aging import verdict_of
from devices.expiring import ends_by
from devices.listing import (
    ANY_CATEGORY,
    DAYS,
    UNKNOWN_YEARS,
    YEARS,
    category_facet,
    search_machines,
    town_facet,
    town_word,
    verdict_facet,
    years_facet,
)
from devices.models import Device
from devices.models.reads import DeviceQuerySet
from ground.facets import Facet
from ground.glossary import AgeVerdict, CertificateStatus
from ground.listing import Column, Listing, ListSpec, Typed
from renewals.batch.choosing import eligible
from renewals.listings.batches import ANY_BATCH, batch_facets
from renewals.models import RenewalApplication
from renewals.progress import APPROVALS, TILE_TONES, TILES, Tile, with_progress

# Machines that need no exchange here: counted where there are any, without a tile of their own.
ASIDE = {"home": CertificateStatus.HOME_RENEWAL, "revoked": CertificateStatus.REVOKED}
SEARCH = Typed("q", "查找", hint="新旧备案号 / 规格型号 / 出厂编号 / 自编号")


def register_list(user: User, params: QueryDict, today: dt.date) -> Listing[Device]:
    """The firm's registered machines, as the address narrows and sorts them."""
    return _machines(user, params, today, Device.objects.visible_to(user).registered(), REGISTER_COLUMNS)


def eligible_list(user: User, params: QueryDict, today: dt.date) -> Listing[Device]:
    """The machines that a batch can take."""
    return _machines(user, params, today, eligible(user), ELIGIBLE_COLUMNS)


def _machines(
    user: User, params: QueryDict, today: dt.date, machines: DeviceQuerySet, columns: tuple[Column, ...]
) -> Listing[Device]:
    facets = (
        progress_facet(),
        category_facet(),
        town_facet(),
        years_facet(today),
        verdict_facet(today),
        _expiring_facet(today),
        *batch_facets(user, "device"),
    )
    spec = ListSpec(columns=columns, typed=(SEARCH,), search=search_machines, facets=facets)
    return Listing(spec, machines, params)


def _expiring_facet(today: dt.date) -> Facet:
    """Machines of which a calibration or an assessment has ended or soon ends."""
    return _expiring_within(today, settings.WORKBENCH_EXPIRY_DAYS)


@lru_cache(maxsize=DAYS)
def _expiring_within(today: dt.date, days: int) -> Facet:
    soon = today + dt.timedelta(days=days)
    return Facet(
        "expiring",
        "标定、评估有效期",
        {"yes": f"已过期或 {days} 天内到期"},
        narrow=lambda machines, _yes: machines.filter(ends_by(soon)),
        key=Case(When(ends_by(soon), then=Value("yes")), default=Value(""), output_field=CharField()),
    )


def progress_tiles(listing: Listing[Device]) -> list[Tile]:
    """The figures over what else is in force; each leads to its machines, the chosen one back to all."""
    (choice,) = (choice for choice in listing.choices if choice.name == "progress")
    counts = {option.value: option.count for option in choice.options}
    return [
        Tile(
            key=key,
            label=word.label,
            count=counts.get(key, 0),
            tone=TILE_TONES.get(key, ""),
            url=listing.url(progress="" if key == choice.value else key),
        )
        for key, word in TILES.items()
    ]


@cache
def progress_facet() -> Facet:
    """换证进度: the mark of the machine or, while it is 换证中, the state of its open renewal."""
    open_renewal = RenewalApplication.objects.open().filter(device=OuterRef("pk")).order_by()
    state = Case(
        When(
            certificate_status=CertificateStatus.RENEWING,
            then=Subquery(open_renewal.values("approval_status")[:1]),
        ),
        default=F("certificate_status"),
        output_field=CharField(),
    )
    words = {**TILES, **ASIDE}
    return Facet(
        "progress",
        "换证进度",
        {key: word.label for key, word in words.items()},
        key=state,
        reading={str(APPROVALS.get(key, word)): key for key, word in words.items()},
        narrow=_with_progress,
        occurring=True,
    )


def _with_progress(machines: DeviceQuerySet, key: str) -> DeviceQuerySet:
    return machines.filter(certificate_status=ASIDE[key]) if key in ASIDE else with_progress(machines, key)


REGISTER_COLUMNS = (
    Column("选择", css="sel"),
    Column("备案号", lambda row: row.device.registration_number, order="number_in_force"),
    Column("设备类别", lambda row: row.device.category_label),
    Column("规格型号", lambda row: row.device.model, order="model"),
    Column("出厂编号", lambda row: row.device.factory_number, order="factory_number"),
    Column("出厂日期", lambda row: row.device.manufacture_date, order="manufacture_date"),
    Column("评估年限", lambda row: verdict_of(row.device, timezone.localdate()).label, on_page=False),
    Column("评估年限届满", lambda row: row.device.age_limit_on, on_page=False),
    Column("安全评估有效至", lambda row: row.device.assessed_until, on_page=False),
    Column("换证标识", lambda row: row.device.certificate_mark.label, on_page=False),
    Column("换证进度", lambda row: row.progress),
    Column("受理编号", lambda row: row.renewal.reference if row.renewal else "", on_page=False),
    Column("原备案号", lambda row: row.device.old_registration_number, on_page=False),
    Column("新备案号", lambda row: row.device.new_registration_number, on_page=False),
    Column("企业自编号", lambda row: row.device.internal_number, on_page=False),
    Column("制造单位", lambda row: row.device.manufacturer, on_page=False),
    Column("存放镇街", lambda row: town_word(row.device.storage_town), on_page=False),
    Column("操作", css="act"),
)
ELIGIBLE_COLUMNS = (
    Column("选择", css="sel"),
    Column("备案号", order="number_in_force"),
    Column("设备类别"),
    Column("规格型号", order="model"),
    Column("出厂编号", order="factory_number"),
    Column("出厂日期", order="manufacture_date"),
    Column("状态"),
)

# As the interface's description says it: categories and batches stand in the database, ages hang on the day.
ASKED = ListSpec(
    columns=REGISTER_COLUMNS,
    typed=(SEARCH,),
    search=search_machines,
    facets=(
        Facet("progress", "换证进度", {key: word.label for key, word in {**TILES, **ASIDE}.items()}),
        ANY_CATEGORY,
        town_facet(),
        Facet("years", "使用年限", YEARS | UNKNOWN_YEARS),
        Facet("age", "评估年限", dict(AgeVerdict.choices)),
        Facet("expiring", "标定、评估有效期", {"yes": "已过期或即将到期"}),
        ANY_BATCH,
    ),
)
