"""元数据.xml: what an archive's catalogue asks of an electronic record (metadata.xsd is its schema)."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from audit.models import HistoryEntry
from audit.showing import title_of
from certificates.models import ElectronicCertificate
from renewals.models import RenewalApplication, Submission

NAMESPACE = "urn:zhongshan-crane:archive:1"
SCHEMA = Path(__file__).with_name("metadata.xsd")
SYSTEM = "中山市建筑起重机械安全监控管理系统"

Digest = tuple[str, str, int]  # SM3, name in the package, bytes


def metadata(
    renewal: RenewalApplication,
    submission: Submission,
    certificate: ElectronicCertificate,
    *,
    history: Iterable[HistoryEntry],
    digests: Sequence[Digest],
) -> bytes:
    """The document; the same renewal always gives the same bytes."""
    root = ET.Element("归档包", {"xmlns": NAMESPACE, "版本": "1", "摘要算法": "SM3"})
    for name, content in _facts(renewal, submission, certificate).items():
        element = ET.SubElement(root, name)
        if isinstance(content, str):
            element.text = content
        else:
            for part, text in content.items():
                ET.SubElement(element, part).text = str(text)
    steps = ET.SubElement(root, "办理过程")
    for entry in history:
        ET.SubElement(steps, "步骤", _step(entry))
    parts = ET.SubElement(root, "文件清单")
    for sm3, name, size in digests:
        ET.SubElement(parts, "文件", {"名称": name, "字节数": str(size), "摘要": sm3})
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _facts(
    renewal: RenewalApplication, submission: Submission, certificate: ElectronicCertificate
) -> dict[str, str | dict[str, Any]]:
    owner, category = submission.body["owner"], submission.body["category"]
    catalogue = submission.catalogue_version.catalogue
    return {
        "标识": {
            "全宗号": settings.ARCHIVE_FONDS,
            "受理编号": renewal.reference,
            "备案号": certificate.registration_number,
            "原备案号": renewal.old_registration_number,
            "证照标识": certificate.certificate_number,
        },
        "题名": f"{certificate.registration_number} {renewal.model} 产权备案证换证",
        "责任者": {
            "发证机关": certificate.issuer,
            "申请单位": owner["name"],
            "统一社会信用代码": owner["uscc"],
        },
        "设备": {
            "设备类别": catalogue.category(category).label,
            "规格型号": renewal.model,
            "出厂编号": renewal.factory_number,
            "制造单位": renewal.manufacturer,
        },
        "时间": {
            "提交时间": _moment(submission.submitted_at),
            "换证完成时间": _moment(completed(renewal, certificate)),
            "发证日期": certificate.issued_on.isoformat(),
            "有效期至": certificate.valid_until.isoformat() if certificate.valid_until else "",
        },
        "保管": {"保管期限": settings.ARCHIVE_RETENTION},
        "来源系统": {
            "名称": SYSTEM,
            "参数目录版本": submission.catalogue_version.number,
            "申报内容摘要": submission.sm3,
        },
    }


def completed(renewal: RenewalApplication, certificate: ElectronicCertificate) -> dt.datetime:
    """When the renewal was finished."""
    return renewal.completed_at or certificate.created_at


def _step(entry: HistoryEntry) -> dict[str, str]:
    return {
        "名称": title_of(entry),
        "时间": _moment(entry.at),
        "办理方": entry.actor_unit,
        "原状态": entry.from_state,
        "现状态": entry.to_state,
    }


def _moment(moment: dt.datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
