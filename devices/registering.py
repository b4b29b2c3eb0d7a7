"""Giving a machine a registration number: the one place where a number comes to its owner."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from devices.models import Device, RegistrationNumber
from devices.models.numbers import NumberKind
from devices.numbers import key_of
from ground.errors import RuleBroken

TAKEN = "备案号 {number} 已属于市网另一台设备，请先核对两台设备的证书。"


def belongs_to_another(number: str, device_id: int | None) -> bool:
    """Whether another machine has, or rightly had, the number."""
    rightful = RegistrationNumber.objects.rightful().filter(key=key_of(number))
    return rightful.exclude(device_id=device_id or 0).exists()


def give_number(
    device: Device,
    *,
    kind: NumberKind,
    number: str,
    since: dt.date | str | None,
    until: dt.date | None = None,
) -> RegistrationNumber:
    """The number is the machine's from `since` on; one that another machine had by mistake passes to it.

    Must run inside a transaction. Raises RuleBroken("number_taken") where it is rightly another machine's.
    """
    key = key_of(number)
    row = RegistrationNumber.objects.select_for_update().filter(key=key).first()
    if row is not None and row.device_id != device.pk and not row.mistaken:
        raise RuleBroken("number_taken", TAKEN.format(number=number))
    row = row or RegistrationNumber(key=key)
    row.device, row.kind, row.number, row.mistaken = device, kind, number, False
    row.since, row.until = since, until  # a stored date may still be text
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:  # another machine got it between our look and our write
        raise RuleBroken("number_taken", TAKEN.format(number=number)) from clash
    return row
