"""添加设备, 修改, 删除: a firm keeps the records that are not yet in the register."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import Action, require
from audit.services import record_step
from devices import assumptions
from devices.models import CatalogueVersion, Device
from devices.models.record import FORM_FIELDS
from devices.numbers import normalise
from devices.recognised.marks import settle_marks, told
from devices.recording import RecordInput, attach_once, keep_attachments
from devices.signals import machine_stepped
from devices.uniqueness import refuse_own_twin, set_keys
from documents.models import SubjectKind
from documents.staging import Staged
from ground.errors import RuleBroken, StepRefused
from ground.glossary import IntakeStatus, Step
from ground.writing import lock_row, write_row

NOT_OF_ZHONGSHAN = (
    "贵企业的工商注册地不在中山市。按照《中山市产权备案证换证操作指引》，非中山市企业名下的设备请回企业所在属地办理换证，"
    "市网不再受理其产权备案证(旧证)入库。属地换证后，市网会同步省系统数据更新设备备案号，也可以联系系统管理员处理。"
)
CLOSED = "市网已停止受理产权备案证(旧证)入库。如确有未入库设备，请联系系统管理员。"
FIELDS = (
    *FORM_FIELDS,
    "catalogue_version_id",
    "old_registration_number",
    "factory_number_key",
    "manufacturer_key",
    "updated_at",
)


def require_open_intake(enterprise: Enterprise) -> None:
    """Raise RuleBroken where the city takes in no old certificates of this owner (INTAKE_POLICY)."""
    policy = assumptions.current().intake_policy
    if policy == "closed":
        raise RuleBroken("intake_closed", CLOSED)
    if policy == "local_only" and not enterprise.is_local:
        raise RuleBroken("not_of_zhongshan", NOT_OF_ZHONGSHAN)


@transaction.atomic
def add_device(*, user: User, category: str, given: RecordInput) -> Device:
    """Keep a new record as a draft; it reserves no number.

    Raises RuleBroken where the intake is closed to the owner or the firm has the machine already.
    """
    require(user, Action.KEEP_DEVICES)
    enterprise = user.own_enterprise
    require_open_intake(enterprise)
    device = Device(
        enterprise=enterprise,
        catalogue_version=CatalogueVersion.objects.in_force(),
        category=category,
    )
    take_over(device, given)
    refuse_own_twin(device)
    device.save(force_insert=True)
    keep_attachments(given=given, subject=SubjectKind.DEVICE, record=device, enterprise=enterprise, user=user)
    _record(device, user, Step.DEVICE_SAVED, to_state=IntakeStatus.DRAFT)
    return device


@transaction.atomic
def change_device(
    *,
    device_id: int,
    revision: int,
    user: User,
    given: RecordInput,
    version: CatalogueVersion | None = None,
) -> Device:
    """Keep a changed draft; a refused record becomes a draft again.

    `version` is the catalogue's that `given` was read by, where it is not the record's own. Raises StepRefused where it is under review, registered, or changed meanwhile.
    """
    require(user, Action.KEEP_DEVICES)
    device = lock_row(Device.objects.visible_to(user).filter(pk=device_id), revision=revision)
    before, was = device.intake_status, device.common_values()
    _reopen(device)
    device.catalogue_version = version or device.catalogue_version
    take_over(device, given)
    refuse_own_twin(device)
    device.updated_at = timezone.now()
    write_row(device, fields=(*FIELDS, "intake_status"), expect={"intake_status": before})
    keep_attachments(
        given=given, subject=SubjectKind.DEVICE, record=device, enterprise=device.enterprise, user=user
    )
    _record(device, user, Step.DEVICE_SAVED, from_state=before, to_state=device.intake_status)
    machine_stepped.send(
        Device, device=device, step=Step.DEVICE_SAVED, user=user, was=was, staged=given.staged
    )
    return device


@transaction.atomic
def add_papers(*, device_id: int, user: User, staged: tuple[Staged, ...]) -> tuple[Device, list[str]]:
    """Add papers to a draft; for each why it was not added, empty where it was.

    One that the record has already is left alone; a refused record becomes a draft again.
    Raises StepRefused where it is under review or registered.
    """
    require(user, Action.KEEP_DEVICES)
    device = lock_row(Device.objects.visible_to(user).select_related("enterprise").filter(pk=device_id))
    before = device.intake_status
    _reopen(device)
    refusals = [
        attach_once(item, subject=SubjectKind.DEVICE, record=device, enterprise=device.enterprise, user=user)
        for item in staged
    ]
    if all(refusals):
        return Device.objects.get(pk=device.pk), refusals
    device.updated_at = timezone.now()
    write_row(device, fields=("updated_at", "intake_status"), expect={"intake_status": before})
    _record(device, user, Step.DEVICE_SAVED, from_state=before, to_state=device.intake_status)
    machine_stepped.send(Device, device=device, step=Step.DEVICE_SAVED, user=user, was=None, staged=staged)
    return device, refusals


@transaction.atomic
def delete_device(*, device_id: int, revision: int, user: User) -> None:
    """Take a record that never was in the register out of the lists; its history stays.

    Raises StepRefused where it is under review or registered.
    """
    require(user, Action.KEEP_DEVICES)
    device = lock_row(Device.objects.visible_to(user).filter(pk=device_id), revision=revision)
    if device.intake_status not in {IntakeStatus.DRAFT, IntakeStatus.REJECTED}:
        raise StepRefused("not_deletable", _why_not_editable(device))
    device.deleted_at = timezone.now()
    write_row(device, fields=("deleted_at",), expect={"intake_status": device.intake_status})
    _record(device, user, Step.DEVICE_DELETED, from_state=device.intake_status)
    machine_stepped.send(Device, device=device, step=Step.DEVICE_DELETED, user=user)


def take_over(device: Device, given: RecordInput) -> None:
    """Put a form's content into an unsaved or locked record, its values in the units of the old certificate."""
    device.set_common(given.common)
    device.old_registration_number = normalise(device.old_registration_number)
    category = device.category_data
    device.parameters = {
        code: {
            "value": value,
            "unit": category.parameter(code).old_unit,
            "provenance": given.source,
        }
        for code, value in given.parameters.items()
        if value
    }
    settle_marks(device, given.recognised)
    set_keys(device)


def _reopen(device: Device) -> None:
    """A refused record becomes a draft again; StepRefused where it is neither."""
    if device.intake_status == IntakeStatus.REJECTED:
        device.reopen_intake()
    elif device.intake_status != IntakeStatus.DRAFT:
        raise StepRefused("not_editable", _why_not_editable(device))


def _why_not_editable(device: Device) -> str:
    if device.intake_status == IntakeStatus.PENDING:
        return "此设备正在入库审核，暂不能修改。需要修改的，请先点“撤回”。"
    return "此设备已入库，请在“备案设备信息管理”中查看；需要更正参数的，请通过“证件换发”办理。"


def _record(device: Device, user: User, step: Step, *, from_state: str = "", to_state: str = "") -> None:
    record_step(
        step=step,
        actor=user.actor,
        enterprise_id=device.enterprise_id,
        device_id=device.pk,
        from_state=from_state,
        to_state=to_state,
        detail=told(device) if step == Step.DEVICE_SAVED else {},
    )
