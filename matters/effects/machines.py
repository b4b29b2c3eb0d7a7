"""What the effects share: freeing a machine from what is under way, ending its registration, errands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.models import User
from certificates.adopting import cancel_certificates
from devices.models import Device
from ground.errors import StepRefused
from ground.glossary import CertificateStatus
from ground.writing import STALE, lock_row, write_row
from matters.models import Matter, ProvinceErrand
from matters.models.errands import Awaited
from matters.services.deferring import end_superseded
from renewals.services.superseding import open_renewal_of, void_superseded


@dataclass(frozen=True)
class Said:
    """What is told of an effect: to the applicant, to the other firm, and to the history."""

    for_applicant: str
    for_counterparty: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def freed_machine(matter: Matter, reviewer: User) -> Device:
    """The matter's machine, locked, with no renewal open and no 暂不换证 in force.

    Renewals are locked before machines, as everywhere. Raises StepRefused where a renewal was accepted
    already, or one was begun at this very moment.
    """
    why = matter.sort.label
    pk: int = matter.device_id  # type: ignore[assignment]
    void_superseded(device_id=pk, why=why, actor=reviewer.actor)
    end_superseded(device_id=pk, why=why, actor=reviewer.actor)
    device = lock_row(Device.objects.filter(pk=pk, deleted_at__isnull=True).select_related("enterprise"))
    if open_renewal_of(pk):
        raise StepRefused("stale", STALE)
    return device


def end_registration(matter: Matter, device: Device) -> int:
    """The locked machine is 已注销, its certificates and numbers end today; how many certificates ended."""
    before = device.certificate_status
    today = timezone.localdate()
    device.deregister()
    device.updated_at = timezone.now()
    write_row(device, fields=("certificate_status", "updated_at"), expect={"certificate_status": before})
    device.numbers.filter(until__isnull=True).update(until=today)
    return cancel_certificates(device_id=device.pk, on=today, reason=matter.sort.label)


def leave_to_the_province(
    matter: Matter,
    task: str,
    *,
    awaits: Awaited = Awaited.NOTHING,
    device: Device | None = None,
    expected: str = "",
) -> None:
    """Put a line on 须在省网办理: the interface has no message for it.

    `awaits` is what the province will tell of `device` once it is done, `expected` the owner's code or the
    number; then the line closes itself (`matters.services.errands.close_by_feed`).
    """
    ProvinceErrand.objects.create(
        matter=matter, task=task[:300], awaits=awaits, device=device, expected=expected
    )


def was_renewed(device: Device) -> bool:
    """Whether the province has issued a certificate to the machine."""
    return bool(device.new_registration_number) or device.certificate_status == CertificateStatus.RENEWED
