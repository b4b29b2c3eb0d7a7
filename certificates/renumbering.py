"""What the province tells of a machine without a hand-over of ours: a new number, an owner elsewhere, its end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from audit.actors import Actor
from audit.services import record_step
from certificates.adopting import cancel_certificates, in_new_units
from devices.models import Device
from devices.models.numbers import NumberKind
from devices.models.record import AGES
from devices.numbers import key_of
from devices.registering import belongs_to_another, give_number
from devices.uniqueness import set_keys
from ground.errors import RuleBroken, StepRefused
from ground.glossary import CertificateStatus, Step
from ground.writing import lock_row, write_row
from inbox.services import tell_enterprise

OPEN = (CertificateStatus.AWAITING_RENEWAL, CertificateStatus.RENEWING, CertificateStatus.DEFERRED)
TAKEN = "省网的备案号 {number} 已属于市网另一台设备，请先核对两台设备。"
ENDED = "此设备在市网已注销，不能再更新备案号，请人工核对。"
FIELDS = (
    "certificate_status",
    "new_registration_number",
    "cancelled_there_at",
    "parameters",
    "search_text",
    "factory_number_key",
    "manufacturer_key",
    *AGES,
)


@transaction.atomic
def take_number_from_province(
    *, device_id: int, number: str, since: dt.date, elsewhere: bool, actor: Actor, opinion: str = ""
) -> Device:
    """The machine has `number` from `since` on; `elsewhere`: its owner is registered in another city.

    An open renewal must have been voided before, in this transaction (`renewals.services.superseding`).
    A machine that waited for its exchange becomes 属地换证 with an owner elsewhere, else 已换证; its old
    values are converted to the new units, because a machine with a new number has those. Raises
    RuleBroken("number_taken") where the number is another machine's, StepRefused where it is 已注销.
    """
    device = lock_row(Device.objects.filter(pk=device_id))
    before, new = device.certificate_status, key_of(number) != key_of(device.registration_number)
    if before == CertificateStatus.REVOKED:
        raise StepRefused("revoked", ENDED)
    if belongs_to_another(number, device.pk):
        raise RuleBroken("number_taken", TAKEN.format(number=number))
    if before in OPEN and (new or elsewhere):
        device.exchange_elsewhere() if elsewhere else device.renumber_by_province()
    former = device.registration_number
    if new:
        _renumber(device, number, since)
    device.cancelled_there_at = None
    write_row(device, fields=FIELDS, expect={"certificate_status": before})
    step = Step.RENEWED_ELSEWHERE if elsewhere else Step.NUMBER_FROM_PROVINCE
    numbers = {"registration_number": number, "previous_registration_number": former}
    _record(device, step, actor, before, opinion=opinion, detail=numbers if new else {})
    _tell(device, number, former, new=new, elsewhere=elsewhere)
    return device


@transaction.atomic
def note_cancelled_there(*, device_id: int, at: dt.datetime, actor: Actor) -> Device:
    """The province ended the registration: everybody who checks the machine reads so at once.

    The administrator looks into it and decides. A machine that is 换证中 waits for its exchange again,
    unless its renewal is with the province. A second time changes nothing.
    """
    device = lock_row(Device.objects.filter(pk=device_id))
    if device.cancelled_there_at or device.certificate_status == CertificateStatus.REVOKED:
        return device
    device.cancelled_there_at = at
    write_row(
        device, fields=("cancelled_there_at",), expect={"certificate_status": device.certificate_status}
    )
    _record(device, Step.CANCELLED_THERE, actor, device.certificate_status)
    tell_enterprise(
        enterprise=device.enterprise_id,
        title=f"省网显示备案已注销：{device.registration_number} {device.model}",
        body="系统管理员正在核实，核实期间此设备不能办理换证。对此有疑问的，请联系系统管理员。",
        link=f"/portal/devices/{device.pk}/",
    )
    return device


@transaction.atomic
def release_from_renewal(*, device_id: int) -> None:
    """换证中 → 待换发证件 after its renewal was voided in this transaction; any other state stays."""
    device = lock_row(Device.objects.filter(pk=device_id))
    if device.certificate_status == CertificateStatus.RENEWING:
        device.release_renewal()
        write_row(
            device, fields=("certificate_status",), expect={"certificate_status": CertificateStatus.RENEWING}
        )


@transaction.atomic
def end_registration(*, device_id: int, actor: Actor, reason: str, on: dt.date) -> Device:
    """核实省网注销: the machine is 已注销, its number and its certificates end.

    Raises StepRefused where the machine is 换证中 or not in the register.
    """
    device = lock_row(Device.objects.filter(pk=device_id))
    before = device.certificate_status
    if before == CertificateStatus.REVOKED:
        return device
    if before in {CertificateStatus.NONE, CertificateStatus.RENEWING}:
        text = f"此设备当前为“{device.certificate_mark.label}”，请先办结在办的换证申请，再确认注销。"
        raise StepRefused("renewal_under_way", text)
    device.confirm_cancellation()
    device.cancelled_there_at = None
    write_row(
        device, fields=("certificate_status", "cancelled_there_at"), expect={"certificate_status": before}
    )
    device.numbers.filter(until__isnull=True).update(until=on)
    cancel_certificates(device_id=device.pk, on=on, reason="省网注销")
    _record(device, Step.CANCELLATION_CONFIRMED, actor, before, opinion=reason)
    tell_enterprise(
        enterprise=device.enterprise_id,
        title=f"设备已注销：{device.registration_number} {device.model}",
        body=f"经核实，省网已注销此设备的备案。说明：{reason}\n对此有疑问的，请联系系统管理员。",
        link=f"/portal/devices/{device.pk}/",
    )
    return device


@transaction.atomic
def dismiss_cancellation(*, device_id: int, actor: Actor, reason: str) -> None:
    """核实未注销: the mark goes; nothing else changes. Without a mark nothing happens."""
    device = lock_row(Device.objects.filter(pk=device_id))
    if device.cancelled_there_at is None:
        return
    device.cancelled_there_at = None
    write_row(
        device, fields=("cancelled_there_at",), expect={"certificate_status": device.certificate_status}
    )
    _record(device, Step.CANCELLATION_DISMISSED, actor, device.certificate_status, opinion=reason)
    tell_enterprise(
        enterprise=device.enterprise_id,
        title=f"已核实，备案未注销：{device.registration_number} {device.model}",
        body="系统管理员已核实，此设备的备案仍然有效，可以继续办理业务。",
        link=f"/portal/devices/{device.pk}/",
    )


def _renumber(device: Device, number: str, since: dt.date) -> None:
    if not device.new_registration_number:
        device.parameters = _converted_or_kept(device)
    device.new_registration_number = number
    set_keys(device)
    device.numbers.filter(until__isnull=True).update(until=since)
    give_number(device, kind=NumberKind.ELECTRONIC, number=number, since=since)


def _converted_or_kept(device: Device) -> dict[str, dict[str, Any]]:
    """The values converted, the old ones beside; where one cannot be, all stay as old ones alone.

    A record that nobody could convert must not keep its number from the machine.
    """
    try:
        return in_new_units(device)
    except RuleBroken:
        return {
            code: {"raw": entry["value"], "raw_unit": entry.get("unit", ""), "value": "", "provenance": ""}
            for code, entry in device.parameters.items()
            if entry.get("value")
        }


def _record(device: Device, step: Step, actor: Actor, before: str, **more: object) -> None:
    record_step(
        step=step,
        actor=actor,
        enterprise_id=device.enterprise_id,
        device_id=device.pk,
        from_state=before,
        to_state=device.certificate_status,
        **more,  # type: ignore[arg-type]
    )


def _tell(device: Device, number: str, former: str, *, new: bool, elsewhere: bool) -> None:
    where = "省网登记的产权单位工商注册地不在中山市，换证由属地办理。" if elsewhere else ""
    change = f"省网已将备案号 {former} 更新为 {number}。" if new else ""
    tell_enterprise(
        enterprise=device.enterprise_id,
        title=f"{'备案号已更新' if new else '属地换证'}：{number} {device.model}",
        body=f"{change}{where}无需操作；与实际不符的，请联系系统管理员。",
        link=f"/portal/devices/{device.pk}/",
    )
