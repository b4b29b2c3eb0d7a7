"""How the books look in the contract's JSON."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from mock_province.models import Certificate, RegistrationChange, Renewal, Status


def moment(value: datetime) -> str:
    """With the offset of the place."""
    return timezone.localtime(value).isoformat(timespec="seconds")


def receipt(renewal: Renewal) -> dict[str, Any]:
    """Schema `ReceiptAnswer`.data."""
    return {
        "acceptanceNo": renewal.acceptance_no,
        "clientRef": renewal.client_ref,
        "status": renewal.status,
        "contentSm3": renewal.content_sm3,
    }


def status(renewal: Renewal) -> dict[str, Any]:
    """Schema `RenewalStatus`."""
    issued = renewal.status == Status.ISSUED
    return {
        "acceptanceNo": renewal.acceptance_no,
        "clientRef": renewal.client_ref,
        "status": renewal.status,
        "revision": renewal.revision,
        "updatedAt": moment(renewal.updated_at),
        "reason": renewal.reason or None,
        "certificate": certificate(renewal.certificate) if issued else None,
    }


def certificate(issued: Certificate) -> dict[str, Any]:
    """Schema `Certificate`."""
    return {
        "certificateNo": issued.certificate_no,
        "registrationNo": issued.registration_no,
        "issuedOn": issued.issued_on.isoformat(),
        "validUntil": issued.valid_until.isoformat() if issued.valid_until else None,
        "issuer": issued.issuer,
        "fileSm3": issued.file_sm3,
        "fileSize": issued.file_size,
        "mediaType": issued.media_type,
    }


def change(item: RegistrationChange) -> dict[str, Any]:
    """Schema `RegistrationChange`."""
    return {
        "clientRef": item.renewal.client_ref if item.renewal else None,
        "sequence": item.id,
        "registrationNo": item.registration_no,
        "previousRegistrationNo": item.previous_registration_no or None,
        "owner": {"name": item.owner_name, "uscc": item.owner_uscc, "regionCode": item.owner_region_code},
        "category": item.category,
        "model": item.model,
        "serialNo": item.serial_no,
        "manufacturer": item.manufacturer or None,
        "status": item.status,
        "changedAt": moment(item.changed_at),
    }
