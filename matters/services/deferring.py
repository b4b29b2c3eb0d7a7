"""暂不换证 and 恢复换证: a firm's declaration that needs nobody's decision and can be taken back any time."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from audit.actors import SYSTEM, Actor
from devices.models import Device
from ground.errors import StepRefused
from ground.glossary import CertificateStatus, MatterStatus, Step
from ground.writing import lock_row, write_row
from inbox.services import tell_enterprise
from matters.eligibility import refuse_unless_eligible
from matters.models import Matter
from matters.services.steps import address_of, lock_matter, record, require_status, write

OVER = "暂不换证的日期已到，设备恢复为“待换发证件”。"
AT_ONCE = 200  # declarations that one look of the worker ends


def defer_machine(matter: Matter, actor: Actor) -> None:
    """The locked matter comes into force and its machine leaves the 待换发证件; the caller writes the matter."""
    device = _locked_machine(matter)
    refuse_unless_eligible(matter.sort, device)
    matter.declare()
    matter.ends_on = matter.day("until")
    device.defer_renewal()
    _write_machine(device, CertificateStatus.AWAITING_RENEWAL)


@transaction.atomic
def resume(*, matter_id: int, revision: int, user: User) -> Matter:
    """恢复换证 by the firm: the machine is 待换发证件 again."""
    require(user, Action.KEEP_MATTERS)
    matter = lock_matter(matter_id=matter_id, user=user, revision=revision)
    require_status(matter, Step.DEFERRAL_ENDED, MatterStatus.IN_FORCE)
    _give_back(matter, user.actor, "")
    return matter


def end_what_is_over(today: dt.date) -> int:
    """End the declarations whose last day is past, each in a transaction of its own; how many."""
    over = Matter.objects.deferrals_in_force().filter(ends_on__lt=today)
    ids = list(over.order_by("ends_on", "id").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_end_one(pk, today) for pk in ids)


def end_superseded(*, device_id: int, why: str, actor: Actor) -> None:
    """End a declaration that another matter overtakes; the machine's state is the caller's."""
    found = Matter.objects.deferrals_in_force().filter(device_id=device_id).first()
    if found is None:
        return
    matter = lock_row(Matter.objects.filter(pk=found.pk))
    if matter.status != MatterStatus.IN_FORCE:
        return
    _end(matter, actor, f"设备已办理“{why}”，暂不换证随之终止。")


@transaction.atomic
def _end_one(matter_id: int, today: dt.date) -> int:
    matter = lock_row(Matter.objects.filter(pk=matter_id))
    over = matter.ends_on is not None and matter.ends_on < today
    if matter.status != MatterStatus.IN_FORCE or not over:
        return 0
    device = _give_back(matter, SYSTEM, OVER)
    tell_enterprise(
        enterprise=matter.enterprise_id,
        title=f"已恢复换证：{device.registration_number} {device.model}",
        body=f"{OVER}请点“证件换发”填写申请表；仍不换证的，请重新申报。",
        link=address_of(matter),
    )
    return 1


def _give_back(matter: Matter, actor: Actor, opinion: str) -> Device:
    _end(matter, actor, opinion)
    device = _locked_machine(matter)
    if device.certificate_status != CertificateStatus.DEFERRED:
        raise StepRefused(
            "wrong_state", f"此设备当前为“{device.certificate_mark.label}”，不能恢复换证。请刷新页面。"
        )
    device.resume_renewal()
    _write_machine(device, CertificateStatus.DEFERRED)
    return device


def _end(matter: Matter, actor: Actor, opinion: str) -> None:
    matter.end()
    matter.decided_at = timezone.now()
    write(matter, before=MatterStatus.IN_FORCE, fields=("decided_at",))
    record(matter, actor, Step.DEFERRAL_ENDED, MatterStatus.IN_FORCE, opinion=opinion)


def _locked_machine(matter: Matter) -> Device:
    assert matter.device_id is not None  # noqa: S101 - a check constraint holds it
    return lock_row(Device.objects.select_related("enterprise").filter(pk=matter.device_id))


def _write_machine(device: Device, before: CertificateStatus) -> None:
    device.updated_at = timezone.now()
    write_row(device, fields=("certificate_status", "updated_at"), expect={"certificate_status": before})
