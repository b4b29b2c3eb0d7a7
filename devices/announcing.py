"""What is pushed of a machine to its firm's own system: numbers and states, no person's data."""

from __future__ import annotations

from typing import Any

from api.fields import coded
from devices.models import Device
from inbox.webhooks.announcing import announce
from inbox.webhooks.words import PushEvent


def machine_facts(device: Device) -> dict[str, Any]:
    """The machine as events name it."""
    return {
        "id": device.pk,
        "registration_number": device.registration_number,
        "intake_status": coded(device.intake),
        "certificate_status": coded(device.certificate_mark) if device.certificate_status else None,
    }


def announce_machine(device: Device, event: PushEvent) -> None:
    """Push what happened to a machine in the intake; inside the transaction of the step."""
    facts = {"device": machine_facts(device), "renewal": None, "certificate": None}
    announce(enterprise_id=device.enterprise_id, event=event, facts=facts, about=str(device))
