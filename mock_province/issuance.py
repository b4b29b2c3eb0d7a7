"""Making the certificate: first the number, then the file, then both become valid, with the feed's item."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mock_province import certificate_ofd, certificate_pdf, feed, file_store, ledger, numbering
from mock_province.face import Face, face_of
from mock_province.models import Certificate, CertificateFormat, Platform, Renewal, Status
from mock_province.sm3 import digest
from mock_province.years import plus_years

ISSUER = "示例市住房和城乡建设局"
PDF, OFD = "application/pdf", "application/ofd"
RENDERERS = {PDF: certificate_pdf.render, OFD: certificate_ofd.render}


def issue(renewal: Renewal, now: datetime) -> None:
    """Issue once, however many ask. The number is reserved first, so that a crash gives none out twice."""
    today = timezone.localdate(now)
    registration_no = _reserve_number(renewal, today)
    if not registration_no:
        return
    face = face_of(renewal.content, registration_no, ISSUER, today)
    media_type = _media_type(renewal.acceptance_no)
    content = RENDERERS[media_type](face)
    _make_valid(renewal, face, content, media_type, now)


def _media_type(acceptance_no: str) -> str:
    """By the platform's condition; of a mixture always the same for one number."""
    wanted = Platform.present().certificate_format
    odd = digest(acceptance_no.encode())[2] % 2 == 1
    as_ofd = wanted == CertificateFormat.OFD or (wanted == CertificateFormat.MIXED and odd)
    return OFD if as_ofd else PDF


@transaction.atomic
def _reserve_number(renewal: Renewal, today: date) -> str:
    """Empty where somebody else has finished meanwhile: no page is typeset twice for nothing."""
    row = Renewal.objects.get(pk=renewal.pk)
    if row.is_final:
        return ""
    if not row.reserved_no:
        row.reserved_no = numbering.take_registration_no(row.content["device"]["category"], today.year)
        row.save(update_fields=["reserved_no"])
    return row.reserved_no


@transaction.atomic
def _make_valid(renewal: Renewal, face: Face, content: bytes, media_type: str, now: datetime) -> None:
    file_sm3 = file_store.keep(file_store.CERTIFICATES, content)
    processing = Renewal.objects.filter(pk=renewal.pk, status=Status.PROCESSING)
    if not processing.update(status=Status.ISSUED, revision=F("revision") + 1, updated_at=now):
        return
    renewal.updated_at = now
    Certificate.objects.create(
        certificate_no=face["certificateNo"],
        renewal=renewal,
        registration_no=face["registrationNo"],
        issued_on=timezone.localdate(now),
        valid_until=_end_of_life(renewal),
        issuer=ISSUER,
        file_sm3=file_sm3,
        file_size=len(content),
        media_type=media_type,
        face=face,
    )
    feed.announce_issued(renewal, face["registrationNo"])
    ledger.committed(
        "issued",
        clientRef=renewal.client_ref,
        acceptanceNo=renewal.acceptance_no,
        registrationNo=face["registrationNo"],
        certificateNo=face["certificateNo"],
        fileSm3=file_sm3,
    )


def _end_of_life(renewal: Renewal) -> date | None:
    """The last day of the service life, where the city stated one."""
    device = renewal.content["device"]
    life = device.get("serviceLifeYears")
    return plus_years(date.fromisoformat(device["manufacturedOn"]), int(life)) if life else None
