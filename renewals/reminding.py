"""What firms are reminded of: 换证截止日期, and machines whose calibration or assessment runs out."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Count

from accounts.models import Enterprise
from devices import city_rules
from devices.expiring import HEAVY, ending, ends_of
from devices.models import Device
from devices.models.record import ENDS
from ground.glossary import CertificateStatus
from inbox.reminders import Ending, remind_firm
from inbox.words import Event

REGISTER = "/portal/devices/"
EVENTS = {
    "safety_device_until": Event.SAFETY_DEVICE_ENDING,
    "assessment_until": Event.ASSESSMENT_ENDING,
}


def remind_all(today: dt.date) -> int:
    """Remind every firm of what has reached a threshold since; how many things were told."""
    return _remind_of_deadline(today) + sum(_remind_of_ends(today, name) for name in ENDS)


def _remind_of_deadline(today: dt.date) -> int:
    """Firms with machines not begun alone: the others have nothing to hurry for. Nothing after the day."""
    deadline = city_rules.deadline()
    if deadline is None or today > deadline:
        return 0
    left = Device.objects.filter(
        deleted_at__isnull=True, certificate_status=CertificateStatus.AWAITING_RENEWAL
    )
    firms = left.filter(enterprise__is_active=True).order_by().values_list("enterprise_id")
    return sum(
        remind_firm(
            enterprise_id=enterprise_id,
            event=Event.DEADLINE_NEAR,
            endings=[Ending(f"firm:{enterprise_id}", f"还有 {count} 台设备未办理换证", deadline)],
            today=today,
            thresholds=settings.DEADLINE_REMINDER_DAYS,
            link=f"{REGISTER}?progress=awaiting",
        )
        for enterprise_id, count in firms.annotate(Count("pk"))
    )


def _remind_of_ends(today: dt.date, name: str) -> int:
    by = today + dt.timedelta(days=max(settings.EXPIRY_REMINDER_DAYS, default=0))
    machines = ending(Device.objects.filter(deleted_at__isnull=True), by=by, names=(name,))
    machines = machines.filter(enterprise__in=Enterprise.objects.filter(is_active=True))
    by_firm: dict[int, list[Ending]] = {}
    for machine in machines.defer(*HEAVY).order_by("enterprise_id", "id").iterator():
        label = f"{machine.registration_number} {machine.model}"
        for end in ends_of(machine, by=by):
            by_firm.setdefault(machine.enterprise_id, []).append(
                Ending(f"device:{machine.pk}", label, end.until)
            )
    return sum(
        remind_firm(
            enterprise_id=enterprise_id,
            event=EVENTS[name],
            endings=endings,
            today=today,
            thresholds=settings.EXPIRY_REMINDER_DAYS,
            link=f"{REGISTER}?expiring=yes",
        )
        for enterprise_id, endings in by_firm.items()
    )
