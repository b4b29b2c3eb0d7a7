"""Finality: the certificate's file is fetched, compared with what was announced, and taken over once."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.services import CertificateFace, issue_certificate
from documents.services import store_bytes
from ground.digests import sm3_hex
from ground.errors import RuleBroken, StepRefused
from provincial_sync import claiming
from provincial_sync.handing_over import RELEASED, UNTROUBLED, fail_for_good
from provincial_sync.messages import FailureKind, IssuedCertificate, ProvinceFailure, StatusItem
from provincial_sync.models import Upload, UploadState
from provincial_sync.neighbour import province_for

BEGINNINGS = {"application/pdf": b"%PDF-", "application/ofd": b"PK\x03\x04"}
CLASH = "省网发来的备案号或证照与市网已有记录冲突，请人工核对。"


def take_certificate(upload: Upload, item: StatusItem, certificate: IssuedCertificate) -> str:
    """Fetch, compare and take over; `issued`, or `failed` where a number belongs to another machine.

    Raises ProvinceFailure where the file cannot be had or is not the announced one: fetched again later.
    """
    number = certificate.certificate_number
    data = province_for(upload.pk).certificate_file(certificate_number=number)
    if fault := fault_of(data, certificate):
        raise ProvinceFailure(FailureKind.TEMPORARY, "bad_file", fault)
    try:
        _take_over(upload, item, certificate, data)
    except StepRefused:
        raise
    except RuleBroken as refusal:
        fail_for_good(upload, code=refusal.code, cause=refusal.message)
        return "failed"
    except IntegrityError:
        fail_for_good(upload, code="number_taken", cause=CLASH)
        return "failed"
    return "issued"


def fault_of(data: bytes, certificate: IssuedCertificate) -> str:
    """Why the bytes are not the announced file, empty where they are: size, SM3, kind."""
    if len(data) != certificate.file_size:
        return f"证照文件为 {len(data)} 字节，与省网所称 {certificate.file_size} 字节不符，系统会重新下载。"
    if sm3_hex(data) != certificate.file_sm3:
        return "证照文件的 SM3 摘要与省网所称不符，系统会重新下载。"
    if not data.startswith(BEGINNINGS[certificate.media_type]):
        return "证照文件的格式与省网所称不符，系统会重新下载。"
    return ""


@transaction.atomic
def _take_over(upload: Upload, item: StatusItem, certificate: IssuedCertificate, data: bytes) -> None:
    """Row, certificate, number, machine, renewal and history together, and only for who holds the row."""
    taken = claiming.mine(upload).update(
        state=UploadState.ISSUED,
        province_status=item.status,
        province_revision=item.revision,
        finished_at=timezone.now(),
        attempts=0,
        **RELEASED,
        **UNTROUBLED,
    )
    if taken:
        face = CertificateFace(
            certificate_number=certificate.certificate_number,
            registration_number=certificate.registration_number,
            issued_on=certificate.issued_on,
            valid_until=certificate.valid_until,
            issuer=certificate.issuer,
        )
        file = store_bytes(data=data, media_type=certificate.media_type)
        issue_certificate(renewal_id=upload.renewal_id, face=face, file=file)
