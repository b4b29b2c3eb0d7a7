"""电子证照 of a firm as a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from django.db.models.functions import ExtractYear
from django.http import QueryDict

from accounts.models import User
from certificates.expiry import FILTERS, filtered_by_validity
from certificates.models import CertificateQuerySet, ElectronicCertificate
from devices.listing import ANY_CATEGORY, category_facet, town_facet
from ground.facets import Facet
from ground.listing import Column, Listing, ListSpec, Typed
from ground.searching import matching

FIRST_YEAR = 2020  # before the first electronic certificate
SEARCH = Typed("q", "查找", hint="新旧备案号 / 规格型号 / 出厂编号 / 自编号")


def certificate_list(user: User, params: QueryDict, today: dt.date) -> Listing[ElectronicCertificate]:
    """The certificates that the person may see, as the address narrows and sorts them."""
    facets = (
        category_facet("device__category"),
        town_facet("device__storage_town"),
        _year_facet(today),
        _validity_facet(today),
    )
    return Listing(replace(ASKED, facets=facets), ElectronicCertificate.objects.visible_to(user), params)


def _validity_facet(today: dt.date) -> Facet:
    """证照状态 and how near the last day is; one certificate can be of several."""
    return Facet(
        "validity",
        "证照状态",
        FILTERS,
        narrow=lambda rows, wanted: filtered_by_validity(rows, wanted, today),
        own_count=lambda rows: {key: filtered_by_validity(rows, key, today).count() for key in FILTERS},
        occurring=True,
    )


def _year_facet(today: dt.date) -> Facet:
    words = {str(year): f"{year} 年" for year in range(today.year, FIRST_YEAR - 1, -1)}
    return Facet(
        "year",
        "发证年份",
        words,
        key=ExtractYear("issued_on"),
        narrow=lambda rows, value: rows.filter(issued_on__year=int(value)),
        occurring=True,
    )


def _search(certificates: CertificateQuerySet, typed: Mapping[str, str]) -> CertificateQuerySet:
    return certificates.filter(matching(typed["q"], "device__search_text")) if typed["q"] else certificates


CERTIFICATE_COLUMNS = (
    Column("选择", css="sel"),
    Column("备案号", lambda row: row.registration_number, order="registration_number"),
    Column("市网更正后的备案号", lambda row: row.number_in_force, on_page=False),
    Column("原备案号", lambda row: row.device.old_registration_number),
    Column("设备类别", lambda row: row.device.category_label, on_page=False),
    Column("规格型号", lambda row: row.device.model),
    Column("出厂编号", lambda row: row.device.factory_number),
    Column("企业自编号", lambda row: row.device.internal_number, on_page=False),
    Column("发证日期", lambda row: row.issued_on, order="issued_on"),
    Column("有效期至", lambda row: row.valid_until or ""),
    Column("发证机关", lambda row: row.issuer),
    Column("证照状态", lambda row: row.get_validity_display(), on_page=False),
    Column("证照标识", lambda row: row.certificate_number, on_page=False),
    Column("操作", css="act"),
)

# As the interface's description says it: categories stand in the database, years hang on the day.
ASKED = ListSpec(
    columns=CERTIFICATE_COLUMNS,
    typed=(SEARCH,),
    search=_search,
    facets=(
        ANY_CATEGORY,
        town_facet(),
        Facet("year", "发证年份", {}),
        Facet("validity", "证照状态", FILTERS),
    ),
)
