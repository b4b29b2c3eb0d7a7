"""What must hold in the end, whatever happened: the portal's database against the province's ledger."""

from __future__ import annotations

from collections import Counter
from typing import Any

from audit.models import HistoryEntry
from certificates.models import ElectronicCertificate
from documents.services import read_bytes
from ground.digests import sm3_hex
from ground.glossary import ApprovalStatus, CertificateStatus, Step, UploadStatus
from provincial_sync.models import UNFINISHED, Exchange, Upload, UploadState
from renewals.models import RenewalApplication

Ledger = list[dict[str, Any]]
GRACE_SECONDS = 2.5  # what was under way, or already allowed, when another worker was told to wait
LONG_WAIT = 4  # seconds; shorter Retry-Afters end within the grace
ONCE = (Step.RENEWAL_ACCEPTED, Step.UPLOAD_STARTED)
ENDS = {UploadState.ISSUED: Step.CERTIFICATE_ISSUED, UploadState.RETURNED: Step.PROVINCE_RETURNED}


def all_settled() -> bool:
    """Whether nothing is under way here any more."""
    return not Upload.objects.filter(state__in=UNFINISHED).exists()


def assert_nothing_stuck() -> None:
    """Every accepted renewal has its upload, at its end, in nobody's hands."""
    accepted = RenewalApplication.objects.filter(submissions__isnull=False).distinct().count()
    uploads = list(Upload.objects.all())
    assert len({upload.renewal_id for upload in uploads}) == len(uploads) == accepted
    ends = Counter(upload.state for upload in uploads)
    assert set(ends) <= {state.value for state in ENDS}, ends
    assert [upload.client_ref for upload in uploads if upload.lease or upload.leased_until] == []


def assert_handed_over_once(ledger: Ledger) -> None:
    """Exactly one renewal there for each upload here, of the very bytes, under one number."""
    there = _committed(ledger, "renewal")
    refs = Counter(entry["clientRef"] for entry in there)
    uploads = {upload.client_ref: upload for upload in Upload.objects.all()}
    assert refs == Counter(list(uploads))
    for entry in there:
        upload = uploads[entry["clientRef"]]
        assert sm3_hex(bytes(upload.body)) == upload.body_sm3 == entry["contentSm3"]
        assert upload.acceptance_number == entry["acceptanceNo"]


def assert_issued_once(ledger: Ledger) -> None:
    """Exactly one certificate here for each one issued there, with its number and its file."""
    there = {entry["clientRef"]: entry for entry in _committed(ledger, "issued")}
    issued = Upload.objects.filter(state=UploadState.ISSUED).select_related("renewal__device")
    assert {upload.client_ref for upload in issued} == set(there)
    assert ElectronicCertificate.objects.count() == len(there)
    for upload in issued:
        entry, renewal = there[upload.client_ref], upload.renewal
        certificate = ElectronicCertificate.objects.get(renewal=renewal)
        assert certificate.certificate_number == entry["certificateNo"]
        assert certificate.registration_number == entry["registrationNo"]
        assert sm3_hex(read_bytes(certificate.file)) == certificate.file.sm3 == entry["fileSm3"]
        assert renewal.device.registration_number == entry["registrationNo"]
        assert renewal.device.certificate_status == CertificateStatus.RENEWED
        assert renewal.upload_status == UploadStatus.UPLOADED


def assert_returned_once(ledger: Ledger) -> None:
    """What was returned there is 不接受备案 here."""
    there = Counter(entry["clientRef"] for entry in _committed(ledger, "returned"))
    returned = Upload.objects.filter(state=UploadState.RETURNED).select_related("renewal")
    assert there == Counter(upload.client_ref for upload in returned)
    assert {upload.renewal.approval_status for upload in returned} <= {ApprovalStatus.REJECTED}


def assert_history_complete() -> None:
    """Accepted, begun and ended once each, in this order."""
    for upload in Upload.objects.all():
        entries = HistoryEntry.objects.filter(renewal_id=upload.renewal_id).order_by("id")
        steps = [entry.step for entry in entries if entry.step in {*ONCE, *ENDS.values()}]
        assert steps == [*ONCE, ENDS[UploadState(upload.state)]], upload.client_ref


def assert_no_nonce_twice(ledger: Ledger) -> None:
    """Every request was signed afresh."""
    nonces = [entry["facts"]["nonce"] for entry in ledger if entry["kind"] == "asked"]
    assert len(nonces) == len(set(nonces))
    assert all(nonces)


def assert_waits_were_kept(ledger: Ledger) -> int:
    """Nobody called again before a Retry-After that the portal had heard; how many such there were.

    A request counts from the moment at which the portal began it, where the portal noted it.
    """
    heard = {row.province_request_id: row for row in Exchange.objects.exclude(province_request_id="")}
    waits = [
        (heard[entry["requestId"]].at.timestamp(), entry["facts"]["retryAfter"])
        for entry in ledger
        if entry["kind"] == "answered"
        and (entry["facts"].get("retryAfter") or 0) >= LONG_WAIT
        and entry["requestId"] in heard
    ]
    asked = [_began(entry, heard) for entry in ledger if entry["kind"] == "asked"]
    early = [
        (moment - told, wait)
        for told, wait in waits
        for moment in asked
        if told + GRACE_SECONDS < moment < told + wait - 0.1
    ]
    assert early == []
    return len(waits)


def _began(entry: dict[str, Any], heard: dict[str, Exchange]) -> float:
    row = heard.get(entry["requestId"])
    return row.at.timestamp() - row.milliseconds / 1000 if row else float(entry["at"])


def _committed(ledger: Ledger, what: str) -> list[dict[str, Any]]:
    return [entry["facts"] for entry in ledger if entry["kind"] == "committed" and entry["what"] == what]
