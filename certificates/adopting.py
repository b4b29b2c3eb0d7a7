"""What the office decides about certificates itself: one issued elsewhere is taken over, one ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from certificates.models import ElectronicCertificate
from certificates.services import CertificateFace, keep_certificate, refuse_taken, renumber
from devices.announcing import machine_facts
from devices.models import Device
from devices.models.numbers import NumberKind
from devices.models.record import AGES
from devices.numbers import key_of
from devices.registering import give_number
from devices.uniqueness import TAKEN_SERIAL, set_keys
from documents.models import StoredFile
from ground.errors import RuleBroken
from ground.glossary import CertificateValidity, IntakeStatus
from ground.writing import write_row
from inbox.webhooks.announcing import announce
from inbox.webhooks.words import PushEvent
from renewals.announcing import renewal_facts
from renewals.carrying import carried_renewal

FIELDS = (
    "intake_status",
    "certificate_status",
    "new_registration_number",
    "old_registration_number",
    "search_text",
    "parameters",
    "factory_number_key",
    "manufacturer_key",
    *AGES,
    "submitted_by",
    "submitted_at",
    "approved_at",
    "updated_at",
)


def adopt_certificate(
    *, device: Device, face: CertificateFace, file: StoredFile, asked_by: User | None
) -> ElectronicCertificate:
    """备案号更新: the locked machine takes a number and certificate that were issued elsewhere.

    A Zhongshan owner's machine is 已换证; an owner elsewhere keeps 属地换证, with the number. A record that
    was not in the register yet enters it. Must run inside a transaction. Raises RuleBroken where number,
    certificate or serial belong to another machine.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a certificate is taken over inside a transaction only")
    refuse_taken(device, face)
    before = {"intake_status": device.intake_status, "certificate_status": device.certificate_status}
    if device.intake_status != IntakeStatus.APPROVED:
        _enter_the_register(device, face, asked_by)
    if device.enterprise.is_local:
        device.adopt_number()
    elif not device.certificate_status:
        device.renew_at_home()
    device.new_registration_number = face.registration_number
    device.parameters = in_new_units(device)
    device.updated_at = timezone.now()
    set_keys(device)
    try:
        with transaction.atomic():
            write_row(device, fields=FIELDS, expect=before)
    except IntegrityError as clash:
        raise RuleBroken("serial_taken", TAKEN_SERIAL) from clash
    certificate = keep_certificate(device=device, enterprise_id=device.enterprise_id, face=face, file=file)
    renumber(device, face)
    return certificate


def in_new_units(device: Device) -> dict[str, dict[str, Any]]:
    """The record's parameters as a renewed machine has them: converted, the old values beside.

    Raises RuleBroken where a value cannot be converted.
    """
    return carried_renewal(device, device.catalogue_version).parameters


def cancel_certificates(*, device_id: int, on: dt.date, reason: str) -> int:
    """End all standing certificates of a machine; how many. A second time finds none."""
    standing = ElectronicCertificate.objects.valid().filter(device_id=device_id)
    ending = list(standing.select_related("device", "renewal", "file"))
    ended = standing.update(validity=CertificateValidity.CANCELLED, ended_on=on, end_reason=reason[:40])
    for certificate in ending:
        _announce_end(certificate)
    return ended


def _announce_end(certificate: ElectronicCertificate) -> None:
    renewal = certificate.renewal
    facts = {
        "device": machine_facts(certificate.device),
        "renewal": renewal_facts(renewal) if renewal else None,
        "certificate": {"number": certificate.certificate_number, "sm3": certificate.file.sm3},
    }
    announce(
        enterprise_id=certificate.enterprise_id,
        event=PushEvent.CERTIFICATE_REVOKED,
        facts=facts,
        about=certificate.certificate_number,
    )


def _enter_the_register(device: Device, face: CertificateFace, asked_by: User | None) -> None:
    """The intake of a record whose only number is the electronic one: that is no paper certificate's."""
    if device.intake_status == IntakeStatus.REJECTED:
        device.reopen_intake()
    device.submit_intake()
    device.approve_intake()
    device.submitted_by, device.submitted_at = asked_by, timezone.now()
    device.approved_at = timezone.now()
    if key_of(device.old_registration_number) == key_of(face.registration_number):
        device.old_registration_number = ""
    if device.old_registration_number:
        since = device.details.get("old_registration_date") or None
        give_number(device, kind=NumberKind.PAPER, number=device.old_registration_number, since=since)
