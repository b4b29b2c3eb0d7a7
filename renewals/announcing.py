"""What is pushed of a renewal to its firm's own system: reference, numbers and states, no person's data, no free text."""

from __future__ import annotations

from typing import Any

from api.fields import coded
from devices.announcing import machine_facts
from devices.models import Device
from inbox.webhooks.announcing import announce
from inbox.webhooks.words import PushEvent
from renewals.models import RenewalApplication


def renewal_facts(renewal: RenewalApplication) -> dict[str, Any]:
    """The renewal as events name it."""
    return {
        "reference": renewal.reference,
        "revision": renewal.revision,
        "round": renewal.round,
        "approval_status": coded(renewal.approval),
        "upload_status": coded(renewal.upload),
    }


def announce_renewal(
    renewal: RenewalApplication,
    event: PushEvent,
    *,
    device: Device | None = None,
    certificate: dict[str, str] | None = None,
) -> None:
    """Push what happened to a renewal; inside the transaction of the step. `device` where the caller holds a newer one."""
    facts = {
        "device": machine_facts(device or renewal.device),
        "renewal": renewal_facts(renewal),
        "certificate": certificate,
    }
    announce(enterprise_id=renewal.enterprise_id, event=event, facts=facts, about=renewal.reference)
