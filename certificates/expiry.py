"""有效期: where the province gives a last day, how near it is, and the filter by it."""

from __future__ import annotations

import datetime as dt

from certificates.models import CertificateQuerySet, ElectronicCertificate
from ground.glossary import CertificateValidity

# From how many days before its last day a certificate is announced; an assumption, like R-AGE-05's 60 days.
NEAR_DAYS = 60
FILTERS = {
    "standing": "有效",
    "near": f"{NEAR_DAYS} 天内到期",
    "over": "已过有效期",
    "cancelled": "已注销",
}


def filtered_by_validity(
    certificates: CertificateQuerySet, wanted: str, today: dt.date
) -> CertificateQuerySet:
    """Those that the filter `wanted` (a key of FILTERS) chooses; an unknown one filters nothing."""
    if wanted == "standing":
        return certificates.valid()
    if wanted == "near":
        return certificates.running_out(today, within_days=NEAR_DAYS)
    if wanted == "over":
        return certificates.run_out(today)
    if wanted == "cancelled":
        return certificates.filter(validity=CertificateValidity.CANCELLED)
    return certificates


def warning(certificate: ElectronicCertificate, today: dt.date) -> str:
    """What is to be said of its last day, empty where there is nothing."""
    until = certificate.valid_until
    if until is None or certificate.validity != CertificateValidity.VALID:
        return ""
    if until < today:
        return "已过有效期"
    left = (until - today).days
    return f"{left} 天后到期" if left <= NEAR_DAYS else ""
