"""Many certificates in one ZIP, with an index and the digests of the files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO

from django.db.models import Sum

from certificates.models import CertificateQuerySet, ElectronicCertificate
from documents.limits import MEGABYTE, in_megabytes
from documents.media_types import OFD
from documents.names import clean_name
from documents.services import read_bytes
from ground.errors import RuleBroken
from ground.spooling import at_beginning
from ground.workbooks import FORMULA_SIGNS

MOST = 300  # certificates in one ZIP
MOST_BYTES = 300 * MEGABYTE
IN_MEMORY = 8 * MEGABYTE  # beyond that the ZIP stands in a temporary file
HEADINGS = (
    "序号",
    "备案号",
    "原备案号",
    "规格型号",
    "出厂编号",
    "产权单位",
    "发证日期",
    "有效期至",
    "证照状态",
    "发证机关",
    "文件名",
    "SM3",
)


def within_bounds(found: CertificateQuerySet) -> list[ElectronicCertificate]:
    """The certificates with all that a bundle needs; RuleBroken where there are none or too many."""
    related = found.select_related("device", "file", "enterprise").order_by("-created_at", "-id")
    listed = list(related[: MOST + 1])
    if not listed:
        raise RuleBroken("nothing_chosen", "没有可下载的电子证照。请换一个查询条件，或勾选后再下载。")
    if len(listed) > MOST:
        raise RuleBroken("too_many", f"一次最多下载 {MOST} 份电子证照。请用查询条件缩小范围后再下载。")
    size = found.order_by().aggregate(total=Sum("file__size"))["total"] or 0
    if size > MOST_BYTES:
        raise RuleBroken(
            "too_large",
            f"所选电子证照共 {in_megabytes(size)}，超过一次下载 {in_megabytes(MOST_BYTES)} 的上限。请缩小范围后再下载。",
        )
    return listed


def bundle(certificates: Sequence[ElectronicCertificate]) -> IO[bytes]:
    """The ZIP as an open file at its beginning, closed by the caller; raises DamagedFile.

    Files are named by number and serial; 证照清单.csv lists them, SM3.txt has a line for each.
    """
    target: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
    names = _names(certificates)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for certificate, name in zip(certificates, names, strict=True):
            archive.writestr(name, read_bytes(certificate.file))
        archive.writestr("证照清单.csv", _index(certificates, names))
        lines = (f"{item.file.sm3}  {name}\n" for item, name in zip(certificates, names, strict=True))
        archive.writestr("SM3.txt", "".join(lines))
    return at_beginning(target, in_memory=IN_MEMORY)


def plain_cell(text: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    cell = str(text)
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV that Excel opens as UTF-8, every cell defused."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([plain_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def file_name(certificate: ElectronicCertificate) -> str:
    """Number and serial, with the ending of the real type."""
    ending = "ofd" if certificate.file.media_type == OFD else "pdf"
    name = f"{certificate.registration_number}_{certificate.device.factory_number}.{ending}"
    return clean_name(name.replace("/", "-").replace("\\", "-"), certificate.file.media_type)


def _names(certificates: Sequence[ElectronicCertificate]) -> list[str]:
    """Each name once: a number can have a cancelled certificate beside the one that stands."""
    names: list[str] = []
    for certificate in certificates:
        name = file_name(certificate)
        stem, _, ending = name.rpartition(".")
        names.append(f"{stem}_{certificate.pk}.{ending}" if name in names else name)
    return names


def _index(certificates: Sequence[ElectronicCertificate], names: Sequence[str]) -> bytes:
    rows = [
        (
            number,
            item.registration_number,
            item.device.old_registration_number,
            item.device.model,
            item.device.factory_number,
            item.enterprise.name,
            _day(item.issued_on),
            _day(item.valid_until),
            item.standing.label,
            item.issuer,
            name,
            item.file.sm3,
        )
        for number, (item, name) in enumerate(zip(certificates, names, strict=True), 1)
    ]
    return csv_bytes(HEADINGS, rows)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
