"""A machine's record as the API says it: values in their written form, parameters with units, states as code and word."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.privacy.needs import sees_whole
from api.fields import coded
from devices.models import Device, MachineRecord
from devices.models.record import PERSONAL
from devices.showing import MASKS


def record_fields(record: MachineRecord, viewer: User, enterprise_id: int) -> dict[str, Any]:
    """`category`, `device` and `parameters`; contact persons in full for the own firm's people alone."""
    common = record.common_values()
    if not sees_whole(viewer, enterprise_id):
        common |= {code: MASKS[code](common[code]) for code in PERSONAL if common.get(code)}
    common.pop("category", None)
    return {
        "category": {"code": record.category, "label": record.category_label},
        "device": common,
        "parameters": {code: _parameter(entry) for code, entry in record.parameters.items()},
    }


def shown_intake(device: Device, viewer: User) -> dict[str, Any]:
    """A record of the intake."""
    return {
        "id": device.pk,
        "revision": device.revision,
        "intake_status": coded(device.intake),
        "catalogue_version": device.catalogue.version,
        **record_fields(device, viewer, device.enterprise_id),
        "refusal_reason": device.refusal_reason,
        "created_at": device.created_at,
        "updated_at": device.updated_at,
    }


def _parameter(entry: dict[str, Any]) -> dict[str, Any]:
    """Value and unit, the old certificate's beside them, and where the value came from."""
    return {
        "value": entry.get("value") or "",
        "unit": entry.get("unit") or "",
        "raw": entry.get("raw") or "",
        "raw_unit": entry.get("raw_unit") or "",
        "provenance": entry.get("provenance") or "",
    }
