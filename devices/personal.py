"""Contact persons of machines: shown in full for a reason, and gone after their time."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.privacy.disclosing import Masked, add_masked
from accounts.privacy.forgetting import Sweep, add_sweep
from devices.models import Device
from ground.glossary import AboutKind, CertificateStatus

NAMED = ~Q(contact_name="") | ~Q(contact_phone="")


def ended_before(now: dt.datetime) -> QuerySet[Device]:
    """Machines 已注销 or deleted, unchanged for PERSONAL_RETENTION_DAYS, that still name somebody."""
    ended = Q(certificate_status=CertificateStatus.REVOKED) | Q(deleted_at__isnull=False)
    before = now - dt.timedelta(days=settings.PERSONAL_RETENTION_DAYS)
    return Device.objects.filter(ended, NAMED, updated_at__lt=before)


def forget_contacts(keys: list[int]) -> int:
    """Empty the columns; the record's revision stays, because nobody works on it any more."""
    return Device.objects.filter(pk__in=keys).update(contact_name="", contact_phone="")


add_masked(
    "device",
    Masked(
        "设备联系人",
        AboutKind.DEVICE,
        lambda viewer: Device.objects.visible_to(viewer),
        {"联系人": "contact_name", "联系电话": "contact_phone"},
    ),
)
add_sweep(Sweep("已注销设备的联系人", ended_before, forget_contacts))
