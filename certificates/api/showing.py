"""A certificate as the API says it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from api.fields import coded
from certificates.expiry import warning
from certificates.models import ElectronicCertificate

RELATED = ("device", "enterprise", "file", "renewal")


def shown_certificate(row: ElectronicCertificate, today: dt.date) -> dict[str, Any]:
    """One certificate, read with `select_related(*RELATED)`: no query."""
    device = row.device
    return {
        "id": row.pk,
        "registration_number": row.registration_number,
        "number_in_force": row.number_in_force,
        "certificate_number": row.certificate_number,
        "validity": coded(row.standing),
        "issued_on": row.issued_on,
        "valid_until": row.valid_until,
        "expiry_note": warning(row, today),
        "ended_on": row.ended_on,
        "end_reason": row.end_reason,
        "issuer": row.issuer,
        "enterprise": {"id": row.enterprise_id, "name": row.enterprise.name},
        "device": {
            "id": device.pk,
            "category": device.category,
            "model": device.model,
            "factory_number": device.factory_number,
            "old_registration_number": device.old_registration_number,
        },
        "renewal": row.renewal.reference if row.renewal else "",
        "file": {
            "media_type": row.file.media_type,
            "size": row.file.size,
            "sm3": row.file.sm3,
            "content": reverse("api:certificates-content", args=[row.pk]),
        },
        "created_at": row.created_at,
    }
