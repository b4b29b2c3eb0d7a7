"""The renewal that hangs on a machine not yet in the register."""

from __future__ import annotations

from django import template

from devices.models import Device
from renewals.models import RenewalApplication

register = template.Library()


@register.simple_tag
def hanging_renewal(device: Device) -> RenewalApplication | None:
    """The machine's open renewal, None where there is none; the caller has found the machine for its reader."""
    return RenewalApplication.objects.open().filter(device_id=device.pk).first()
