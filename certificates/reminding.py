"""Certificates that run out, where the province gave them a last day."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from certificates.models import ElectronicCertificate
from ground.glossary import CertificateStatus
from inbox.reminders import Ending, remind_firm
from inbox.words import Event


def remind_of_certificates(today: dt.date) -> int:
    """Remind every firm of its certificates that have reached a threshold; how many were told."""
    by = today + dt.timedelta(days=max(settings.EXPIRY_REMINDER_DAYS, default=0))
    found = ElectronicCertificate.objects.filter(valid_until__lte=by, enterprise__is_active=True)
    found = found.exclude(device__certificate_status=CertificateStatus.REVOKED)
    by_firm: dict[int, list[Ending]] = {}
    rows = found.order_by("enterprise_id", "id").values_list(
        "enterprise_id", "pk", "registration_number", "device__model", "valid_until"
    )
    for enterprise_id, pk, number, model, until in rows.iterator():
        if until:
            by_firm.setdefault(enterprise_id, []).append(
                Ending(f"certificate:{pk}", f"{number} {model}", until)
            )
    return sum(
        remind_firm(
            enterprise_id=enterprise_id,
            event=Event.CERTIFICATE_ENDING,
            endings=endings,
            today=today,
            thresholds=settings.EXPIRY_REMINDER_DAYS,
            link="/portal/certificates/",
        )
        for enterprise_id, endings in by_firm.items()
    )
