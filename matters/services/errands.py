"""Closing what had to be done by hand at the province: by a person, or by the province's own news."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime

from accounts.models import User
from accounts.policies import Action, require
from audit.actors import PROVINCE, Actor
from audit.services import record_step
from devices.models import Device
from devices.numbers import key_of
from ground.errors import StepRefused
from ground.glossary import Step
from ground.writing import lock_row, write_row
from matters.models import ProvinceErrand
from matters.models.errands import Awaited
from matters.services.steps import required_text


@transaction.atomic
def close_errand(*, errand_id: int, user: User, note: str) -> ProvinceErrand:
    """办结 with a note (what was done at the province, and its receipt number); once only."""
    require(user, Action.CLOSE_PROVINCE_ERRANDS)
    note = required_text(note, "请写明在省网如何办理(可填回执号)", path="note", most=300)
    errands = ProvinceErrand.objects.visible_to(user).select_related("matter", "closed_by")
    errand = lock_row(errands.filter(pk=errand_id))
    if errand.closed_at:
        who = errand.closed_by.masked_name if errand.closed_by else "省网变更消息"
        raise StepRefused("closed", f"此项已由{who}于{localtime(errand.closed_at):%Y-%m-%d %H:%M}办结。")
    _close(errand, user, note, user.actor)
    return errand


def close_by_feed(*, told: ToldByFeed, note: str) -> int:
    """Close the errands that waited for what the province's feed tells of a machine; how many.

    `note` names the item. Must run inside the transaction in which the item is settled. What the item does not
    prove (another owner, another number) leaves its errand to a person.
    """
    waiting = ProvinceErrand.objects.waiting().filter(device_id=told.device_id).exclude(awaits="")
    closed = 0
    for pk in waiting.order_by("id").values_list("pk", flat=True):
        errand = lock_row(ProvinceErrand.objects.select_related("matter", "device").filter(pk=pk))
        if errand.closed_at is None and _fulfils(told, errand):
            _close(errand, None, note, PROVINCE)
            closed += 1
    return closed


@dataclass(frozen=True)
class ToldByFeed:
    """What one item of the feed says of one of our machines."""

    device_id: int
    number: str
    cancelled: bool
    owner_uscc: str


def _fulfils(told: ToldByFeed, errand: ProvinceErrand) -> bool:
    if told.cancelled or errand.awaits == Awaited.CANCELLATION:
        ended = told.cancelled and errand.awaits == Awaited.CANCELLATION
        return ended and _is_number_of(errand.device, told.number)
    if errand.awaits == Awaited.OWNER:
        return bool(told.owner_uscc) and told.owner_uscc == errand.expected
    return key_of(told.number) == key_of(errand.expected)


def _is_number_of(device: Device | None, number: str) -> bool:
    """Whether the number is the one with which the machine was deregistered; the end of a former one proves nothing."""
    return device is not None and key_of(number) == key_of(device.registration_number)


def _close(errand: ProvinceErrand, user: User | None, note: str, actor: Actor) -> None:
    errand.closed_at, errand.closed_by, errand.note = timezone.now(), user, note[:300]
    write_row(errand, fields=("closed_at", "closed_by", "note"), expect={"closed_at": None})
    matter = errand.matter
    record_step(
        step=Step.PROVINCE_ERRAND_CLOSED,
        actor=actor,
        enterprise_id=matter.enterprise_id,
        device_id=matter.device_id,
        matter_id=matter.pk,
        round_number=matter.round,
        from_state=matter.status,
        to_state=matter.status,
        opinion=errand.note,
        detail={"matter": matter.kind, "reference": matter.reference},
    )
