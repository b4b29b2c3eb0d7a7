"""Machines whose papers run out: the calibration of the anti-fall device, the safety assessment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from devices.models import Device
from devices.models.reads import DeviceQuerySet
from devices.models.record import ENDS, last_day
from ground.glossary import CertificateStatus

LABELS = {"safety_device_until": "安全器标定有效期", "assessment_until": "安全评估有效期"}
HEAVY = ("parameters", "details", "recognised")
SEALED = ("contact_name", "contact_phone")  # opening them costs a list as much as a line of it


@dataclass(frozen=True, slots=True)
class End:
    """One paper's end: its name in the annotations, its label, and its last day."""

    name: str
    label: str
    until: dt.date

    def is_over(self, today: dt.date) -> bool:
        """Whether its last day has passed."""
        return self.until < today


def ending(machines: DeviceQuerySet, *, by: dt.date, names: tuple[str, ...] = tuple(ENDS)) -> DeviceQuerySet:
    """Those of the register of which a paper of `names` has ended or ends until `by`, 已注销 ones left out."""
    annotated = machines.registered().annotate(**{name: last_day(name) for name in names})
    return annotated.filter(ends_by(by, names))


def ends_by(by: dt.date, names: tuple[str, ...] = tuple(ENDS)) -> Q:
    """The condition that a paper of `names` has ended or ends until `by` and that the machine is not 已注销."""
    day, reached = by.isoformat(), Q()
    for name in names:
        # Equal lengths, so that texts compare as the days do; "" is a record without a date.
        reached |= Q(GreaterThanOrEqual(last_day(name), "1900"), LessThanOrEqual(last_day(name), day))
    return reached & ~Q(certificate_status=CertificateStatus.REVOKED)


def ends_of(machine: Device, *, by: dt.date) -> list[End]:
    """What of a machine of `ending` has ended or ends until `by`, the earliest first."""
    found = [
        End(name, LABELS[name], dt.date.fromisoformat(text))
        for name in ENDS
        if (text := getattr(machine, name, "") or "") and text <= by.isoformat() and _is_day(text)
    ]
    return sorted(found, key=lambda end: end.until)


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
