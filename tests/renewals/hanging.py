"""What tests of a renewal that hangs on a machine look at."""

from __future__ import annotations

from audit.models import HistoryEntry
from renewals.models import RenewalApplication
from tests.cases import again


def seen(renewal):
    """What a page shows of both rows as they are now."""
    fresh = again(renewal)
    return {
        "renewal_id": fresh.pk,
        "revision": fresh.revision,
        "device_revision": again(renewal.device).revision,
    }


def states(renewal):
    fresh = RenewalApplication.objects.select_related("device").get(pk=renewal.pk)
    return fresh.device.intake_status, fresh.device.certificate_status, fresh.approval_status


def steps(renewal):
    return list(
        HistoryEntry.objects.filter(device_id=renewal.device_id).order_by("id").values_list("step", flat=True)
    )
