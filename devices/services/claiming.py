"""入库 as a kind of case on the desk."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.policies import Action
from audit.actors import Actor
from audit.services import record_step
from desk.kinds import CaseKind
from devices.models import Device
from devices.models.reads import DeviceQuerySet
from devices.services.intake import lock_waiting
from ground.glossary import IntakeStatus, Step


def _waiting(user: User) -> DeviceQuerySet:
    return Device.objects.visible_to(user).awaiting_intake_review()


def _record(device: Device, actor: Actor, step: Step, detail: dict[str, Any]) -> None:
    record_step(
        step=step,
        actor=actor,
        enterprise_id=device.enterprise_id,
        device_id=device.pk,
        from_state=IntakeStatus.PENDING,
        to_state=IntakeStatus.PENDING,
        detail=detail,
    )


def word_of(device: Device) -> str:
    """A machine in a message."""
    return f"{device.old_registration_number or '未填备案号'} {device.model}".strip()


INTAKES = CaseKind(
    name="intake",
    model=Device,
    action=Action.REVIEW_INTAKE,
    claimed=Step.INTAKE_CLAIMED,
    taken_over=Step.INTAKE_TAKEN_OVER,
    waiting=_waiting,
    lock=lock_waiting,
    record=_record,
    word=word_of,
    address=lambda device: f"/console/intake/{device.pk}/review/",
)
