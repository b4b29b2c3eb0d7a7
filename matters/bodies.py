"""The frozen content of one round: what was applied for, by whom, about which machine; no personal data."""

from __future__ import annotations

from typing import Any

from accounts.models import Enterprise
from devices.models import Device
from matters.models import Matter


def frozen_body(matter: Matter) -> dict[str, Any]:
    """The body of the matter as it stands, fit for a digest."""
    return {
        "reference": matter.reference,
        "kind": matter.kind,
        "content": matter.content,
        "enterprise": _firm(matter.enterprise),
        "counterparty": _firm(matter.counterparty) if matter.counterparty else None,
        "machine": machine_facts(matter.device) if matter.device else None,
    }


def machine_facts(device: Device) -> dict[str, Any]:
    """What identifies a machine. `revision` counts where it is not in the register and can be edited."""
    return {
        "id": device.pk,
        "registration_number": device.registration_number,
        "old_registration_number": device.old_registration_number,
        "category": device.category,
        "model": device.model,
        "factory_number": device.factory_number,
        "manufacturer": device.manufacturer,
        "manufacture_date": device.manufacture_date.isoformat() if device.manufacture_date else "",
        "certificate_status": device.certificate_status,
        "intake_status": device.intake_status,
        "revision": device.revision,
    }


def _firm(firm: Enterprise) -> dict[str, str]:
    return {"name": firm.name, "uscc": firm.uscc}
