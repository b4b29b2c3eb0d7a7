"""Taking over the province's result: certificate, number, machine, renewal, in one transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from certificates.models import ElectronicCertificate
from devices.models import Device
from devices.models.numbers import NumberKind
from devices.models.record import CORRECTABLE, FORM_FIELDS
from devices.registering import belongs_to_another, give_number
from devices.uniqueness import set_keys
from documents.models import StoredFile
from ground.errors import RuleBroken
from ground.glossary import CertificateStatus
from ground.writing import lock_row, write_row
from inbox.services import tell_enterprise
from inbox.webhooks.words import PushEvent
from inbox.words import Event
from renewals.announcing import announce_renewal
from renewals.models import RenewalApplication
from renewals.services.following import finish_renewal
from renewals.services.steps import lock_for_system

SERIAL_TAKEN = "申请表更正后的制造单位、出厂编号与市网另一台设备相同，请人工核对两台设备的铭牌。"


@dataclass(frozen=True)
class CertificateFace:
    """What the province announces of a certificate; dates are China's."""

    certificate_number: str
    registration_number: str
    issued_on: dt.date
    valid_until: dt.date | None
    issuer: str


@transaction.atomic
def issue_certificate(*, renewal_id: int, face: CertificateFace, file: StoredFile) -> ElectronicCertificate:
    """Store the certificate, give the machine its new number and data, and finish the renewal.

    However often it is told, it happens once: a renewal that has its certificate answers with it.
    Raises RuleBroken("number_taken" or "certificate_taken") where either belongs to another machine.
    """
    renewal = lock_for_system(renewal_id)
    existing = ElectronicCertificate.objects.filter(renewal=renewal).first()
    if existing:
        return existing
    device = lock_row(Device.objects.filter(pk=renewal.device_id))
    refuse_taken(device, face)
    certificate = keep_certificate(
        device=device, enterprise_id=renewal.enterprise_id, face=face, file=file, renewal=renewal
    )
    renumber(device, face)
    _take_over(device, renewal, face)
    finish_renewal(
        renewal=renewal,
        detail={"registration_number": face.registration_number, "certificate": face.certificate_number},
    )
    tell_enterprise(
        enterprise=renewal.enterprise_id,
        event=Event.CERTIFICATE_ISSUED,
        about=f"{face.registration_number} {device.model}",
        body=f"原备案号 {device.old_registration_number} 已换为 {face.registration_number}，请下载电子证照。",
        link="/portal/certificates/",
    )
    announce_renewal(
        renewal,
        PushEvent.UPLOADED,
        device=device,
        certificate={"number": certificate.certificate_number, "sm3": file.sm3},
    )
    return certificate


def keep_certificate(
    *,
    device: Device,
    enterprise_id: int,
    face: CertificateFace,
    file: StoredFile,
    renewal: RenewalApplication | None = None,
) -> ElectronicCertificate:
    """Store the certificate's row; raises RuleBroken where its number or mark is another machine's."""
    try:
        with transaction.atomic():
            return ElectronicCertificate.objects.create(
                device=device,
                renewal=renewal,
                enterprise_id=enterprise_id,
                file=file,
                certificate_number=face.certificate_number,
                registration_number=face.registration_number,
                issued_on=face.issued_on,
                valid_until=face.valid_until,
                issuer=face.issuer,
            )
    except IntegrityError:  # another machine got it between our look and our write
        refuse_taken(device, face)
        raise


def refuse_taken(device: Device, face: CertificateFace) -> None:
    """Raise RuleBroken("number_taken" or "certificate_taken") where either belongs to another machine."""
    if belongs_to_another(face.registration_number, device.pk):
        raise RuleBroken(
            "number_taken", f"省网发来的备案号 {face.registration_number} 已属于市网另一台设备，请人工核对。"
        )
    taken = ElectronicCertificate.objects.filter(certificate_number=face.certificate_number)
    if taken.exists():
        raise RuleBroken(
            "certificate_taken",
            f"省网发来的证照标识 {face.certificate_number} 已属于另一份证照，请人工核对。",
        )


def renumber(device: Device, face: CertificateFace) -> None:
    """Give the locked machine its new number; the former ones end on the day of issue."""
    device.numbers.filter(until__isnull=True).update(until=face.issued_on)
    give_number(device, kind=NumberKind.ELECTRONIC, number=face.registration_number, since=face.issued_on)


def _take_over(device: Device, renewal: RenewalApplication, face: CertificateFace) -> None:
    for name in CORRECTABLE:
        setattr(device, name, getattr(renewal, name))
    device.details = dict(renewal.details)
    device.parameters = dict(renewal.parameters)
    device.catalogue_version_id = renewal.catalogue_version_id
    device.new_registration_number = face.registration_number
    set_keys(device)
    device.complete_renewal()
    try:
        with transaction.atomic():
            _write(device)
    except IntegrityError as clash:
        raise RuleBroken("serial_taken", SERIAL_TAKEN) from clash


def _write(device: Device) -> None:
    write_row(
        device,
        fields=(
            *FORM_FIELDS,
            "catalogue_version_id",
            "new_registration_number",
            "factory_number_key",
            "manufacturer_key",
            "certificate_status",
        ),
        expect={"certificate_status": CertificateStatus.RENEWING},
    )
