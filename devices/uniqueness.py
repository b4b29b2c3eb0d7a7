"""One machine, one record: the keys by which machines and numbers are compared."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from devices.aging import set_ages
from devices.findings import Finding
from devices.identifiers import factory_number_key, manufacturer_key
from devices.models import Device, MachineRecord
from devices.models.reads import DeviceQuerySet
from devices.registering import belongs_to_another
from ground.errors import RuleBroken
from ground.glossary import CertificateStatus, IntakeStatus
from ground.searching import search_text

TWIN = "制造单位、出厂编号与贵企业的另一台设备({number})相同，请核对铭牌；重复添加的请删除。"
TAKEN_SERIAL = (
    "制造单位、出厂编号与市网已登记的另一台设备相同，请核对铭牌上的出厂编号；"
    "确属本企业设备的，请联系系统管理员。"
)
TAKEN_NUMBER = "原备案号已被市网另一台设备使用，请对照旧证核对；确属本设备的，请联系系统管理员。"


def set_keys(device: Device) -> None:
    """Derive the columns for comparison, search and ages from what the record says."""
    device.factory_number_key = factory_number_key(device.factory_number)
    device.manufacturer_key = manufacturer_key(device.manufacturer)
    numbers = [device.old_registration_number, device.new_registration_number]
    if device.pk:  # every number that it ever had finds it
        numbers += device.numbers.values_list("number", flat=True)
    set_search_text(device, *numbers)
    set_ages(device)


def set_search_text(record: MachineRecord, *numbers: str) -> None:
    """Derive what a search looks through."""
    record.search_text = search_text(*numbers, record.model, record.factory_number, record.internal_number)


def refuse_own_twin(device: Device) -> None:
    """Raise RuleBroken at the serial number where the same firm keeps the same machine twice."""
    twin = _same_machine(device).filter(enterprise_id=device.enterprise_id).first()
    if twin:
        raise RuleBroken(
            "own_twin",
            TWIN.format(number=twin.registration_number or twin.model),
            path="device.factory_number",
        )


def taken(device: Device) -> list[Finding]:
    """What another registered machine has already: the serial at its maker, or the number.

    Asked when a record is handed in and again when it is approved, never while it is a draft:
    a draft must neither reserve a number nor tell who has it.
    """
    found = []
    if _same_machine(device).filter(intake_status=IntakeStatus.APPROVED).exists():
        found.append(Finding("R-SERIAL-TAKEN", "error", "device.factory_number", TAKEN_SERIAL))
    if device.old_registration_number and belongs_to_another(device.old_registration_number, device.pk):
        found.append(Finding("R-NUMBER-TAKEN", "error", "device.old_registration_number", TAKEN_NUMBER))
    return found


def refuse_taken(device: Device) -> None:
    """Raise RuleBroken at the field that another registered machine has."""
    for finding in taken(device):
        raise RuleBroken(finding.code, finding.sentence, path=finding.path)


def same_serial_elsewhere(device: Device) -> bool:
    """Whether a registered machine of another maker has this serial number (a warning, not an error)."""
    if not device.factory_number_key:
        return False
    return _others(device.factory_number_key, device.manufacturer_key, device.pk).exists()


def serial_elsewhere_read_along(device: str) -> Exists:
    """The same of the machine to which `device` leads, as a column of another read; it must have a serial number."""
    of_machine = (f"{device}__factory_number_key", f"{device}__manufacturer_key", f"{device}_id")
    return Exists(_others(*map(OuterRef, of_machine)))


def _others(serial: Any, maker: Any, machine: Any) -> DeviceQuerySet:
    others = Device.objects.registered().filter(factory_number_key=serial)
    return others.exclude(pk=machine).exclude(manufacturer_key=maker)


def _same_machine(device: Device) -> DeviceQuerySet:
    if not (device.factory_number_key and device.manufacturer_key):
        return Device.objects.none()
    return (
        Device.objects.filter(
            Q(deleted_at__isnull=True),
            factory_number_key=device.factory_number_key,
            manufacturer_key=device.manufacturer_key,
            category=device.category,
        )
        .exclude(certificate_status=CertificateStatus.REVOKED)
        .exclude(pk=device.pk)
    )
