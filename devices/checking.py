"""From a stored record to what the rules look at, and the pre-check of the intake."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Enterprise
from devices import assumptions
from devices.findings import Finding
from devices.models import Device, MachineRecord
from devices.rules import MachineFacts, check_machine
from devices.rules.naming import named_by
from devices.uniqueness import same_serial_elsewhere
from documents.models import Attachment, SubjectKind

TWIN_SERIAL = "出厂编号：市网有另一制造单位的设备使用相同编号，请对照铭牌核对；确实相同的可以继续提交。"


def facts_of(record: MachineRecord, *, enterprise: Enterprise, attachments: frozenset[str]) -> MachineFacts:
    """A record with its owner and the kinds of papers at hand, as plain data for the rules."""
    owner = {
        "owner_enterprise": enterprise.name,
        "owner_uscc": enterprise.uscc,
        "owner_region_code": enterprise.region_code,
        "owner_town": enterprise.town,
    }
    return MachineFacts(
        catalogue=record.catalogue,
        category=record.category,
        today=timezone.localdate(),
        sub_type=record.sub_type,
        common={**record.common_values(), **{code: value for code, value in owner.items() if value}},
        parameters=record.parameter_values(),
        raw_parameters=record.raw_values(),
        attachments=attachments,
        owner_region=enterprise.region_code,
        assumptions=assumptions.current(),
        uscc_check_waived=enterprise.uscc_check_waived,
    )


def kinds_at_hand(subject: SubjectKind, subject_id: int, enterprise: Enterprise) -> frozenset[str]:
    """The kinds of papers of a machine or renewal, the firm's standing papers among them; none that is infected."""
    own = Attachment.objects.filter(subject=subject, subject_id=subject_id)
    standing = Attachment.objects.filter(subject=SubjectKind.ENTERPRISE, subject_id=enterprise.pk)
    return frozenset((own | standing).usable().values_list("kind", flat=True))


def intake_facts(device: Device) -> MachineFacts:
    """A machine's record in its intake; unsaved records have no papers yet."""
    kinds: frozenset[str] = frozenset()
    if device.pk:
        kinds = kinds_at_hand(SubjectKind.DEVICE, device.pk, device.enterprise)
    return facts_of(device, enterprise=device.enterprise, attachments=kinds)


def findings_for_intake(device: Device) -> list[Finding]:
    """What the pre-check says of a machine's record before and during its intake review."""
    found = check_machine(intake_facts(device), "intake")
    if same_serial_elsewhere(device):
        twin = Finding("R-SERIAL", "warning", "device.factory_number", TWIN_SERIAL)
        found += named_by(device.catalogue, device.category, [twin])
    return found
