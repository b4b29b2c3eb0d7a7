"""归档包: everything that belongs to a finished renewal, in one ZIP with metadata and digests."""

from __future__ import annotations

import datetime as dt
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from django.utils import timezone

from audit.models import HistoryEntry
from audit.showing import title_of
from certificates.archives.metadata import SCHEMA, Digest, completed, metadata
from certificates.bundling import IN_MEMORY, csv_bytes, file_name
from certificates.models import ElectronicCertificate
from documents import storage
from documents.names import clean_name
from documents.services import read_bytes
from ground.digests import canonical_json, sm3_hex
from ground.errors import StepRefused
from ground.glossary import UploadStatus
from ground.spooling import at_beginning
from renewals.models import RenewalApplication, Submission
from renewals.opinions import ground_texts
from renewals.printing.sheet import forms_pdf
from renewals.printing.sources import moment, sources_of

UNFINISHED = "此件尚未换证完成，归档包在上传状态变为“已上传”后才能下载。"
METADATA, DIGESTS = "元数据.xml", "摘要清单_SM3.txt"

CHECKING = Path(__file__).with_name("checking.txt")

File = tuple[str, bytes]


def archive(renewal: RenewalApplication) -> IO[bytes]:
    """The ZIP as an open file at its beginning, closed by the caller; the same renewal gives the same bytes.

    `renewal` comes from `printable`. Raises StepRefused before 已上传, DamagedFile where a paper is lost.
    """
    certificate = (
        ElectronicCertificate.objects.filter(renewal=renewal).select_related("file", "device").first()
    )
    submission = renewal.current_submission()
    if renewal.upload_status != UploadStatus.UPLOADED or certificate is None or submission is None:
        raise StepRefused("unfinished", UNFINISHED)
    target: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
    history = list(HistoryEntry.objects.of_renewal(renewal.pk).order_by("at", "id"))
    ended = timezone.localtime(completed(renewal, certificate))
    digests: list[Digest] = []

    def put(name: str, data: bytes) -> None:
        entry = zipfile.ZipInfo(name, ended.timetuple()[:6])  # its own moment, not that of the packing
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        package.writestr(entry, data)
        digests.append((sm3_hex(data), name, len(data)))

    with zipfile.ZipFile(target, "w") as package:
        for name, data in _files(renewal, submission, certificate, history, ended):
            put(name, data)
        put(METADATA, metadata(renewal, submission, certificate, history=history, digests=digests))
        put(DIGESTS, "".join(f"{sm3}  {name}\n" for sm3, name, _size in digests).encode())
    return at_beginning(target, in_memory=IN_MEMORY)


def _files(
    renewal: RenewalApplication,
    submission: Submission,
    certificate: ElectronicCertificate,
    history: Sequence[HistoryEntry],
    ended: dt.datetime,
) -> Iterator[File]:
    yield "01_证件换发申请表.pdf", forms_pdf(sources_of([renewal]), printed=ended)
    yield "02_申报内容.json", canonical_json(submission.body)
    labels = {paper.code: paper.label for paper in submission.catalogue_version.catalogue.attachments}
    for number, item in enumerate(submission.attachments, 1):
        label = labels.get(item["kind"], item["kind"])
        name = clean_name(f"{number:02d}_{label}_{item['name']}".replace("/", "-"), item["media_type"])
        yield f"03_附件/{name}", storage.read(item["sm3"])
    yield "04_备案意见.txt", _opinions(renewal).encode()
    yield "05_任务历史.csv", _history_rows(history)
    yield f"06_电子证照_{file_name(certificate)}", read_bytes(certificate.file)
    yield "元数据.xsd", SCHEMA.read_bytes()
    yield "如何核对.txt", CHECKING.read_bytes()


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


def _history_rows(entries: Sequence[HistoryEntry]) -> bytes:
    rows = [
        (moment(entry.at), title_of(entry), entry.actor_unit, entry.from_state, entry.to_state, entry.opinion)
        for entry in entries
    ]
    return csv_bytes(("时间", "步骤", "办理方", "原状态", "现状态", "意见"), rows)
