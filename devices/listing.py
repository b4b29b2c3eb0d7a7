"""未审核通过设备信息 as a list, and what all lists of machines have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from django.db.models import Case, CharField, Q, Value, When
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from devices.ages import add_years
from devices.aging import with_verdict
from devices.catalogue import Category, built_in
from devices.models import CatalogueVersion, Device
from devices.models.reads import DeviceQuerySet
from ground.facets import Facet
from ground.glossary import AgeVerdict, IntakeStatus
from ground.kept_counts import kept
from ground.listing import Column, Listing, ListSpec, Typed

OUTSIDE = {"outside": "中山市外"}
DAYS = 4  # days for which a choice is kept made: today, and whoever asks of another one
# Years of use at which assessments fall due (JGJ/T 189), and the words between them.
YEARS = {"under_10": "不满 10 年", "from_10": "10 至 15 年", "from_15": "15 至 20 年", "from_20": "满 20 年"}
UNKNOWN_YEARS = {"unknown": "未填出厂日期"}


def unapproved_list(user: User, params: QueryDict, today: dt.date) -> Listing[Device]:
    """The firm's records that are not yet in the register, as the address narrows and sorts them."""
    spec = replace(UNAPPROVED_ASKED, facets=(_STATUS, category_facet(), town_facet(), years_facet(today)))
    return Listing(spec, Device.objects.visible_to(user).unapproved(), params)


def search_machines(machines: DeviceQuerySet, typed: Mapping[str, str]) -> DeviceQuerySet:
    """By number, model, serial or internal number."""
    return machines.search(typed["q"])


def category_facet(key: str = "category") -> Facet:
    """设备类别, in the order of the catalogue in force."""
    words = kept(f"categories:{timezone.localdate()}", _categories)
    return Facet("category", "设备类别", words, key=key)


def _categories() -> dict[str, str]:
    enabled: Iterable[Category] = CatalogueVersion.objects.in_force().catalogue.enabled_categories()
    return {item.code: item.label for item in enabled}


def town_facet(key: str = "storage_town") -> Facet:
    """存放镇街; only those where machines stand."""
    return Facet("town", "存放镇街", town_words(), key=key, occurring=True)


@lru_cache(maxsize=DAYS)
def years_facet(today: dt.date) -> Facet:
    """使用年限: whole years since 出厂日期."""
    ten, fifteen, twenty = (add_years(today, -years) for years in (10, 15, 20))
    made = Case(
        When(manufacture_date__isnull=True, then=Value("unknown")),
        When(manufacture_date__lte=twenty, then=Value("from_20")),
        When(manufacture_date__lte=fifteen, then=Value("from_15")),
        When(manufacture_date__lte=ten, then=Value("from_10")),
        default=Value("under_10"),
        output_field=CharField(),
    )
    limits = {
        "unknown": Q(manufacture_date__isnull=True),
        "from_20": Q(manufacture_date__lte=twenty),
        "from_15": Q(manufacture_date__gt=twenty, manufacture_date__lte=fifteen),
        "from_10": Q(manufacture_date__gt=fifteen, manufacture_date__lte=ten),
        "under_10": Q(manufacture_date__gt=ten),
    }
    return Facet(
        "years",
        "使用年限",
        YEARS | UNKNOWN_YEARS,
        key=made,
        narrow=lambda machines, value: machines.filter(limits[value]),
        occurring=True,
    )


@lru_cache(maxsize=DAYS)
def verdict_facet(today: dt.date) -> Facet:
    """评估年限: what the age rules say on that day, a comparison of kept days."""
    limits = with_verdict(today)
    told = (AgeVerdict.UNKNOWN, AgeVerdict.OVER, AgeVerdict.NEAR)
    verdict = Case(
        *(When(limits[word], then=Value(word.value)) for word in told),
        default=Value(AgeVerdict.OK.value),
        output_field=CharField(),
    )
    return Facet(
        "age",
        "评估年限",
        dict(AgeVerdict.choices),
        key=verdict,
        narrow=lambda records, value: records.filter(limits[AgeVerdict(value)]),
    )


def town_words() -> dict[str, str]:
    """Where a machine may stand: code → name."""
    return {town.code: town.name for town in built_in().townships} | OUTSIDE


def town_word(code: str) -> str:
    """A town's name; the code itself where it is unknown."""
    return town_words().get(code, code)


_STATES = {state.value: state.label for state in IntakeStatus if state != IntakeStatus.APPROVED}
_STATUS = Facet("status", "入库状态", _STATES, key="intake_status")

UNAPPROVED_COLUMNS = (
    Column("选择", css="sel"),
    Column("原备案号", lambda device: device.old_registration_number, order="number_in_force"),
    Column("设备类别", lambda device: device.category_label),
    Column("规格型号", lambda device: device.model, order="model"),
    Column("出厂编号", lambda device: device.factory_number, order="factory_number"),
    Column("出厂日期", lambda device: device.manufacture_date, order="manufacture_date"),
    Column("入库状态", lambda device: device.intake.label),
    Column("审核不通过原因", lambda device: device.refusal_reason, on_page=False),
    Column("企业自编号", lambda device: device.internal_number, on_page=False),
    Column("制造单位", lambda device: device.manufacturer, on_page=False),
    Column("存放镇街", lambda device: town_word(device.storage_town), on_page=False),
    Column("操作", css="act"),
)

# As the interface's description says it: categories are the catalogue's, which stands in the database.
ANY_CATEGORY = Facet("category", "设备类别", {})
UNAPPROVED_ASKED = ListSpec(
    columns=UNAPPROVED_COLUMNS,
    typed=(Typed("q", "查找", hint="原备案号 / 规格型号 / 出厂编号 / 自编号"),),
    search=search_machines,
    facets=(_STATUS, ANY_CATEGORY, town_facet(), Facet("years", "使用年限", YEARS | UNKNOWN_YEARS)),
)
