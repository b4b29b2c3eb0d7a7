"""入库: handing a record in, taking it back, and the office's decision."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from audit.models import HistoryEntry
from audit.services import record_step
from desk.claiming import freed, refuse_claimed_by_other, refuse_in_hand
from desk.firsts import step_in_words
from desk.remarks import RemarkInput, kept_remarks
from devices.announcing import announce_machine
from devices.checking import findings_for_intake
from devices.models import Device
from devices.models.numbers import NumberKind
from devices.refusals import FindingsRefused
from devices.registering import give_number
from devices.services.drafting import require_open_intake
from devices.signals import machine_stepped
from devices.uniqueness import TAKEN_SERIAL, refuse_taken, taken
from ground.asking import trimmed
from ground.errors import RuleBroken, StepRefused
from ground.glossary import IntakeStatus, Step
from ground.writing import STALE, lock_row, write_row
from inbox.services import tell_enterprise
from inbox.webhooks.words import PushEvent
from inbox.words import Event


@transaction.atomic
def submit_intake(*, device_id: int, revision: int, user: User) -> Device:
    """提交入库. Raises FindingsRefused with everything that is wrong, duplicates among it."""
    require(user, Action.KEEP_DEVICES)
    device = lock_row(Device.objects.visible_to(user).filter(pk=device_id), revision=revision)
    _require_state(device, IntakeStatus.DRAFT, Step.INTAKE_SUBMITTED)
    require_open_intake(device.enterprise)
    findings = findings_for_intake(device)
    blocking = [found for found in findings if found.severity == "error"] + taken(device)
    if blocking:
        raise FindingsRefused(blocking)
    device.submit_intake()
    device.submitted_by, device.submitted_at = user, timezone.now()
    device.intake_warnings = sum(found.severity == "warning" for found in findings)
    _write(device, IntakeStatus.DRAFT, "submitted_by", "submitted_at", "intake_round", "intake_warnings")
    _record(device, user, Step.INTAKE_SUBMITTED, IntakeStatus.DRAFT)
    return device


@transaction.atomic
def withdraw_intake(*, device_id: int, revision: int, user: User) -> Device:
    """撤回, until a reviewer has claimed it or the office has decided."""
    require(user, Action.KEEP_DEVICES)
    device = lock_row(Device.objects.visible_to(user).filter(pk=device_id), revision=revision)
    _require_state(device, IntakeStatus.PENDING, Step.INTAKE_WITHDRAWN)
    refuse_in_hand(device)
    device.withdraw_intake()
    _write(device, IntakeStatus.PENDING, *freed(device))
    _record(device, user, Step.INTAKE_WITHDRAWN, IntakeStatus.PENDING)
    machine_stepped.send(Device, device=device, step=Step.INTAKE_WITHDRAWN, user=user)
    return device


@transaction.atomic
def approve_intake(*, device_id: int, revision: int, reviewer: User, opinion: str = "") -> Device:
    """审核通过: the machine is in the register, its number is reserved, it awaits its exchange.

    An owner elsewhere (INTAKE_POLICY open) makes it 属地换证 at once. Raises StepRefused to whoever
    comes second, RuleBroken where number or serial were taken meanwhile.
    """
    device = _for_decision(device_id, revision, reviewer, Step.INTAKE_APPROVED)
    refuse_taken(device)
    device.approve_intake()
    device.await_renewal() if device.enterprise.is_local else device.renew_at_home()
    device.approved_at, device.refusal_reason, device.refusal_remarks = timezone.now(), "", []
    columns = ("certificate_status", "approved_at", "refusal_reason", "refusal_remarks", *freed(device))
    try:
        with transaction.atomic():
            _write(device, IntakeStatus.PENDING, *columns)
            _reserve_number(device)
    except IntegrityError as clash:
        raise RuleBroken("R-SERIAL-TAKEN", TAKEN_SERIAL, path="device.factory_number") from clash
    _record(device, reviewer, Step.INTAKE_APPROVED, IntakeStatus.PENDING, opinion=opinion)
    machine_stepped.send(Device, device=device, step=Step.INTAKE_APPROVED, user=reviewer, opinion=opinion)
    tell_enterprise(
        enterprise=device.enterprise_id,
        event=Event.INTAKE_APPROVED,
        about=f"{device.registration_number} {device.model}",
        body="设备已转入“备案设备信息管理”，标识为“待换发证件”的，请点“证件换发”填写申请表。",
        link="/portal/devices/",
    )
    announce_machine(device, PushEvent.INTAKE_APPROVED)
    return device


@transaction.atomic
def reject_intake(
    *,
    device_id: int,
    revision: int,
    reviewer: User,
    reason: str,
    remarks: Collection[RemarkInput] = (),
) -> Device:
    """审核不通过, with a reason of at least five characters; the record stays with the firm.

    `remarks` lead the firm to the fields. Raises StepRefused to whoever comes second.
    """
    reason = trimmed(reason)
    if len(reason) < 5:
        raise RuleBroken("reason_missing", "请写明不通过的原因(至少 5 个字)，企业将按此修改。", path="reason")
    device = _for_decision(device_id, revision, reviewer, Step.INTAKE_REJECTED)
    device.reject_intake()
    device.refusal_reason, device.refusal_remarks = reason, kept_remarks(remarks)
    _write(device, IntakeStatus.PENDING, "refusal_reason", "refusal_remarks", *freed(device))
    said = {"opinion": reason, "remarks": device.refusal_remarks}
    _record(device, reviewer, Step.INTAKE_REJECTED, IntakeStatus.PENDING, **said)
    machine_stepped.send(Device, device=device, step=Step.INTAKE_REJECTED, user=reviewer, opinion=reason)
    tell_enterprise(
        enterprise=device.enterprise_id,
        event=Event.INTAKE_REJECTED,
        about=f"{device.old_registration_number} {device.model}",
        body=f"原因：{reason}\n请在“未审核通过设备信息”中修改后重新提交入库。",
        link=f"/portal/devices/unapproved/{device.pk}/",
    )
    announce_machine(device, PushEvent.INTAKE_REJECTED)
    return device


def lock_waiting(device_id: int, user: User, step: Step) -> Device:
    """The locked machine as `user` may see it; StepRefused unless it waits for intake review."""
    device = lock_row(Device.objects.visible_to(user).filter(pk=device_id))
    _require_state(device, IntakeStatus.PENDING, step)
    return device


def _for_decision(device_id: int, revision: int, reviewer: User, step: Step) -> Device:
    require(reviewer, Action.REVIEW_INTAKE)
    device = lock_waiting(device_id, reviewer, step)
    if device.revision != revision:
        raise StepRefused("stale", STALE)
    refuse_claimed_by_other(device, reviewer)
    return device


def _require_state(device: Device, wanted: IntakeStatus, step: Step) -> None:
    if device.intake_status == wanted:
        return
    last = HistoryEntry.objects.of_device(device.pk).filter(to_state=device.intake_status).first()
    told = f"({step_in_words(last)})" if last else ""
    raise StepRefused(
        "wrong_state",
        f"此设备当前为“{device.intake.label}”{told}，不能再“{step.label}”。请刷新页面查看最新状态。",
    )


def _write(device: Device, before: IntakeStatus, *fields: str) -> None:
    device.updated_at = timezone.now()
    write_row(device, fields=("intake_status", "updated_at", *fields), expect={"intake_status": before})


def _reserve_number(device: Device) -> None:
    since = device.details.get("old_registration_date") or None
    give_number(device, kind=NumberKind.PAPER, number=device.old_registration_number, since=since)


def _record(device: Device, user: User, step: Step, before: IntakeStatus, **said: Any) -> None:
    record_step(
        step=step,
        actor=user.actor,
        enterprise_id=device.enterprise_id,
        device_id=device.pk,
        from_state=before,
        to_state=device.intake_status,
        **said,
    )
