"""Machines whose papers run out: the calibration of the anti-fall device, the safety assessment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from devices.models import Device
from devices.models.reads import DeviceQuerySet
from ground.glossary import CertificateStatus

# Name of the annotation → the place of the last day in a record, an ISO date as text.
PLACES = {
    "safety_device_until": "parameters__safety_device_valid_until__value",
    "assessment_until": "details__assessment_valid_until",
}
LABELS = {"safety_device_until": "安全器标定有效期", "assessment_until": "安全评估有效期"}
HEAVY = ("parameters", "details")


@dataclass(frozen=True, slots=True)
class End:
    """One paper's end: its name in the annotations, its label, and its last day."""

    name: str
    label: str
    until: dt.date

    def is_over(self, today: dt.date) -> bool:
        """Whether its last day has passed."""
        return self.until < today


def ending(
    machines: DeviceQuerySet, *, by: dt.date, names: tuple[str, ...] = tuple(PLACES)
) -> DeviceQuerySet:
    """Those of the register of which a paper of `names` has ended or ends until `by`, 已注销 ones left out."""
    day = by.isoformat()
    reached = Q()
    for name in names:
        # Equal lengths, so that texts compare as the days do; "" is a record without a date.
        reached |= Q(**{f"{name}__gte": "1900", f"{name}__lte": day})
    annotated = machines.registered().annotate(
        **{name: Cast(KT(PLACES[name]), TextField()) for name in names}
    )
    return annotated.filter(reached).exclude(certificate_status=CertificateStatus.REVOKED)


def ends_of(machine: Device, *, by: dt.date) -> list[End]:
    """What of a machine of `ending` has ended or ends until `by`, the earliest first."""
    found = [
        End(name, LABELS[name], dt.date.fromisoformat(text))
        for name in PLACES
        if (text := getattr(machine, name, "") or "") and text <= by.isoformat() and _is_day(text)
    ]
    return sorted(found, key=lambda end: end.until)


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
