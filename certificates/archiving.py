"""归档包: everything that belongs to a finished renewal, in one ZIP with metadata and digests."""

from __future__ import annotations

import tempfile
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from typing import IO

from django.utils import timezone

from audit.models import HistoryEntry
from audit.showing import title_of
from certificates.bundling import IN_MEMORY, csv_bytes, file_name
from certificates.models import ElectronicCertificate
from documents import storage
from documents.names import clean_name
from documents.services import read_bytes
from ground.digests import canonical_json, sm3_hex
from ground.errors import StepRefused
from ground.glossary import UploadStatus
from renewals.models import RenewalApplication, Submission
from renewals.opinions import ground_texts
from renewals.printing.sheet import forms_pdf
from renewals.printing.sources import moment, sources_of

UNFINISHED = "此件尚未换证完成，归档包在上传状态变为“已上传”后才能下载。"
METADATA, DIGESTS = "元数据.xml", "摘要清单_SM3.txt"

File = tuple[str, bytes]


def archive(renewal: RenewalApplication) -> IO[bytes]:
    """The ZIP as an open file at its beginning, closed by the caller.

    `renewal` comes from `printable`. Raises StepRefused before 已上传, DamagedFile where a paper is lost.
    """
    certificate = (
        ElectronicCertificate.objects.filter(renewal=renewal).select_related("file", "device").first()
    )
    submission = renewal.current_submission()
    if renewal.upload_status != UploadStatus.UPLOADED or certificate is None or submission is None:
        raise StepRefused("unfinished", UNFINISHED)
    target: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
    digests: list[tuple[str, str, int]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in _files(renewal, submission, certificate):
            package.writestr(name, data)
            digests.append((sm3_hex(data), name, len(data)))
        metadata = _metadata(renewal, submission, certificate, digests)
        package.writestr(METADATA, metadata)
        digests.append((sm3_hex(metadata), METADATA, len(metadata)))
        package.writestr(DIGESTS, "".join(f"{sm3}  {name}\n" for sm3, name, _size in digests))
    target.seek(0)
    return target


def _files(
    renewal: RenewalApplication, submission: Submission, certificate: ElectronicCertificate
) -> Iterator[File]:
    yield "01_证件换发申请表.pdf", forms_pdf(sources_of([renewal]))
    yield "02_申报内容.json", canonical_json(submission.body)
    labels = {paper.code: paper.label for paper in submission.catalogue_version.catalogue.attachments}
    for number, item in enumerate(submission.attachments, 1):
        label = labels.get(item["kind"], item["kind"])
        name = clean_name(f"{number:02d}_{label}_{item['name']}".replace("/", "-"), item["media_type"])
        yield f"03_附件/{name}", storage.read(item["sm3"])
    yield "04_备案意见.txt", _opinions(renewal).encode()
    yield "05_任务历史.csv", _history(renewal)
    yield f"06_电子证照_{file_name(certificate)}", read_bytes(certificate.file)


def _opinions(renewal: RenewalApplication) -> str:
    """Every decision of every round, the oldest first, people masked."""
    decisions = renewal.decisions.select_related(
        "submission", "decided_by", "first__accepted_by"
    ).prefetch_related("remarks")
    parts = []
    for decision in decisions.order_by("at", "id"):
        who = decision.decided_by.masked_name if decision.decided_by else "省网"
        lines = [
            f"第 {decision.submission.round} 次提交 {decision.get_outcome_display()}",
            moment(decision.at),
            who,
        ]
        if first := decision.first:
            name = first.accepted_by.masked_name if first.accepted_by else ""
            lines.append(f"初审接受：{name} {moment(first.at)}")
        lines += [decision.opinion, *ground_texts(decision.grounds)]
        lines += [f"- {remark.path}：{remark.text}" for remark in decision.remarks.all()]
        lines += [f"已撤销：{decision.revoke_reason}"] if decision.revoked_at else []
        parts.append("\n".join(line for line in lines if line))
    return "\n\n".join(parts) + "\n"


def _history(renewal: RenewalApplication) -> bytes:
    entries = HistoryEntry.objects.of_renewal(renewal.pk).order_by("at", "id")
    rows = [
        (moment(entry.at), title_of(entry), entry.actor_unit, entry.from_state, entry.to_state, entry.opinion)
        for entry in entries
    ]
    return csv_bytes(("时间", "步骤", "办理方", "原状态", "现状态", "意见"), rows)


def _metadata(
    renewal: RenewalApplication,
    submission: Submission,
    certificate: ElectronicCertificate,
    digests: list[tuple[str, str, int]],
) -> bytes:
    """What an archive's catalogue asks for: what it is, whose, when, and its parts with their digests."""
    owner = submission.body["owner"]
    facts = {
        "题名": f"{certificate.registration_number} {renewal.model} 产权备案证换证",
        "受理编号": renewal.reference,
        "备案号": certificate.registration_number,
        "原备案号": renewal.old_registration_number,
        "证照标识": certificate.certificate_number,
        "发证日期": certificate.issued_on.isoformat(),
        "有效期至": certificate.valid_until.isoformat() if certificate.valid_until else "",
        "发证机关": certificate.issuer,
        "产权单位": owner["name"],
        "统一社会信用代码": owner["uscc"],
        "规格型号": renewal.model,
        "出厂编号": renewal.factory_number,
        "制造单位": renewal.manufacturer,
        "提交时间": moment(submission.submitted_at),
        "换证完成时间": moment(renewal.completed_at) if renewal.completed_at else "",
        "申报内容摘要": submission.sm3,
        "参数目录版本": submission.catalogue_version.number,
        "归档时间": moment(timezone.now()),
    }
    root = ET.Element("归档包", {"摘要算法": "SM3"})
    for name, value in facts.items():
        ET.SubElement(root, name).text = value
    parts = ET.SubElement(root, "文件清单")
    for sm3, name, size in digests:
        ET.SubElement(parts, "文件", {"名称": name, "字节数": str(size), "摘要": sm3})
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)
