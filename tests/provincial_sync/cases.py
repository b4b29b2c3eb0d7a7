"""Renewals of whole machines, brought to the point from which a test goes on."""

from __future__ import annotations

import itertools
import uuid

from accounts.models import Enterprise, User
from devices.models import CatalogueVersion, Device, RegistrationNumber
from devices.models.numbers import NumberKind
from devices.numbers import key_of
from devices.uniqueness import set_keys
from documents.models import SubjectKind
from documents.services import attach, store_bytes
from ground.digests import canonical_json, sm3_hex
from ground.glossary import ApprovalStatus, CertificateStatus, IntakeStatus
from provincial_sync.models import Upload
from renewals.models import RenewalApplication, Submission
from renewals.services.deciding import accept
from renewals.submission_body import frozen_attachments, frozen_body
from tests.devices.machines import COMMON, new_parameters

_serial = itertools.count(10_000)
MODEL = "QTZ80(TC6012)"


def accepted(firm: Enterprise, reviewer: User, *, serial: str = "", papers: int = 2) -> Upload:
    """The upload of a renewal of a tower crane that `reviewer` has just accepted."""
    renewal = pending(firm, serial=serial, papers=papers)
    accept(renewal_id=renewal.pk, revision=renewal.revision, reviewer=reviewer)
    return Upload.objects.get(renewal=renewal)


def pending(firm: Enterprise, *, serial: str = "", papers: int = 2) -> RenewalApplication:
    """A renewal that was handed in for the first time, its machine 换证中."""
    device = _machine(firm, serial or uuid.uuid4().hex[:12].upper())
    return pending_for(device, papers=papers)


def pending_for(device: Device, *, papers: int = 2) -> RenewalApplication:
    """A renewal of that machine that was handed in for the first time."""
    renewal = RenewalApplication.objects.create(
        reference=f"HZ20260601-{uuid.uuid4().hex[:7].upper()}",
        device=device,
        enterprise=device.enterprise,
        **_record(device.old_registration_number, device.factory_number),
    )
    for number in range(papers):
        _attach(renewal, number)
    hand_in(renewal)
    return RenewalApplication.objects.get(pk=renewal.pk)


def hand_in(renewal: RenewalApplication) -> None:
    """Begin a round: the renewal is 待备案 with its frozen submission."""
    RenewalApplication.objects.filter(pk=renewal.pk).update(
        approval_status=ApprovalStatus.PENDING,
        round=renewal.round + 1,
        submitted_at="2026-06-01T09:00:00+08:00",
    )
    fresh = RenewalApplication.objects.select_related("enterprise").get(pk=renewal.pk)
    body = frozen_body(fresh)
    Submission.objects.create(
        renewal=fresh,
        round=fresh.round,
        catalogue_version_id=fresh.catalogue_version_id,
        body=body,
        sm3=sm3_hex(canonical_json(body)),
        attachments=frozen_attachments(SubjectKind.RENEWAL, fresh.pk),
    )


def _machine(firm: Enterprise, serial: str) -> Device:
    number = f"粤T-T{next(_serial):05d}"
    device = Device(
        enterprise=firm,
        intake_status=IntakeStatus.APPROVED,
        certificate_status=CertificateStatus.RENEWING,
        **_record(number, serial),
    )
    set_keys(device)
    device.save()
    RegistrationNumber.objects.create(device=device, kind=NumberKind.PAPER, number=number, key=key_of(number))
    return device


def _record(number: str, serial: str) -> dict[str, object]:
    """The machine's data; maker and serial are new to the platform, which outlives each test."""
    units = CatalogueVersion.objects.in_force().catalogue.category("tower_crane")
    values = new_parameters(MODEL)
    columns = {"manufacturer", "manufacture_date", "storage_town", "contact_name", "contact_phone"}
    common = COMMON | {"design_service_life": "20", "purchase_price": "388000.50"}
    return {
        "catalogue_version": CatalogueVersion.objects.in_force(),
        "category": "tower_crane",
        "sub_type": "flat_top",
        "model": MODEL,
        "factory_number": serial,
        "old_registration_number": number,
        **{code: common[code] for code in columns if code != "manufacturer"},
        "manufacturer": f"示例机械{uuid.uuid4().hex[:8]}有限公司",
        "details": {code: value for code, value in common.items() if code not in columns},
        "parameters": {
            code: {"value": value, "unit": units.parameter(code).unit, "provenance": "typed"}
            for code, value in values.items()
        },
    }


def _attach(renewal: RenewalApplication, number: int) -> None:
    data = f"%PDF-1.7 paper {number} of {renewal.reference}".encode()
    attach(
        file=store_bytes(data=data, media_type="application/pdf"),
        kind=("old_certificate", "nameplate_photo", "safety_assessment_report")[number],
        name=f"资料{number}.pdf",
        enterprise=renewal.enterprise,
        subject=SubjectKind.RENEWAL,
        subject_id=renewal.pk,
    )
