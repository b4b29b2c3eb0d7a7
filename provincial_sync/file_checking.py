"""Do the certificates' files still have the digest under which they were kept? A lost one is fetched again."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from certificates.models import ElectronicCertificate
from documents.services import read_bytes, store_bytes
from ground.digests import sm3_hex
from ground.errors import RuleBroken
from provincial_sync.comparing import Run
from provincial_sync.messages import ProvinceFailure
from provincial_sync.models import Discrepancy, DiscrepancyKind, DiscrepancyState
from provincial_sync.neighbour import province_for

KIND = DiscrepancyKind.FILE_DAMAGED


def check_files(run: Run, *, after: int) -> int:
    """Compare up to RECONCILE_FILES files, from the certificate after `after` on; where to go on next time.

    What is listed already is looked at first; 0 means that all have been seen and it begins anew.
    """
    for row in Discrepancy.objects.open().filter(kind=KIND):
        _look_at_listed(run, row)
    certificates = ElectronicCertificate.objects.select_related("file").order_by("id")
    last, seen = after, 0
    for certificate in certificates.filter(pk__gt=after)[: settings.RECONCILE_FILES].iterator():
        if run.is_over():
            return last
        if not _is_whole(certificate):
            _repair_or_list(run, certificate)
        last, seen = certificate.pk, seen + 1
    return last if seen == settings.RECONCILE_FILES else 0


def _look_at_listed(run: Run, row: Discrepancy) -> None:
    key = row.subject.partition(":")[2]
    certificate = ElectronicCertificate.objects.select_related("file").filter(pk=key).first()
    if certificate is None or _is_whole(certificate):
        gone = Discrepancy.objects.open().filter(pk=row.pk)
        gone.update(state=DiscrepancyState.GONE, settled_at=timezone.now())
    else:
        _repair_or_list(run, certificate)


def _is_whole(certificate: ElectronicCertificate) -> bool:
    try:
        read_bytes(certificate.file)
    except (RuleBroken, OSError):
        return False
    return True


def _repair_or_list(run: Run, certificate: ElectronicCertificate) -> None:
    subject, of = f"certificate:{certificate.pk}", {"device_id": certificate.device_id}
    name = f"电子证照 {certificate.registration_number}（{certificate.certificate_number}）"
    if run.repairs and _fetch_again(certificate):
        run.repaired(KIND, subject, f"{name} 的文件已丢失或损坏，已从省网重新取得并核对无误。", **of)
    else:
        text = f"{name} 的文件已丢失或损坏，也未能从省网取得原文件，请从备份恢复。"
        run.list(KIND, subject, text, **of)


def _fetch_again(certificate: ElectronicCertificate) -> bool:
    """The province's file, kept only where it is the very one."""
    try:
        data = province_for().certificate_file(certificate_number=certificate.certificate_number)
    except ProvinceFailure:
        return False
    if sm3_hex(data) != certificate.file.sm3:
        return False
    store_bytes(data=data, media_type=certificate.file.media_type)
    return _is_whole(certificate)
