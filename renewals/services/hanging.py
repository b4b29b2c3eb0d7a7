"""A renewal that hangs on a machine not yet in the register: what the machine's own steps do to it.

Both rows are always locked in the order machine, renewal. Each handler runs inside the machine's step, so that
both change or neither does.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import User
from devices.aging import set_ages
from devices.models import Device
from devices.models.record import FORM_FIELDS
from devices.recording import attach_once
from devices.uniqueness import set_search_text
from documents.models import SubjectKind
from documents.staging import Staged
from ground.errors import StepRefused
from ground.glossary import ApprovalStatus, CertificateStatus, IntakeStatus, Step
from ground.writing import write_row
from inbox.services import tell_enterprise
from renewals.carrying import Entries, carried_renewal
from renewals.models import RenewalApplication
from renewals.services.drafting import HOME
from renewals.services.steps import free, record, write
from renewals.services.submitting import CLAIMED, withdraw_renewal

HELD = "入库审核不通过，换证申请一并退回，未作审核。请先按入库意见修改设备信息，再一并提交入库与备案。入库意见：{reason}"
BUSY = "与此设备一并提交的换证申请 {reference} 正由{who}办理，您暂不能办理。请先办理其他待办。"
GONE = "设备信息已删除"


def on_machine_stepped(*, device: Device, step: Step, user: User, **told: Any) -> None:
    """Take the renewal along where the machine's step means something for it (devices.signals)."""
    handler = HANDLERS.get(step)
    # A machine in the register has steps of its own renewal; only 审核通过 finds it just taken in.
    if handler is None or (step != Step.INTAKE_APPROVED and device.intake_status == IntakeStatus.APPROVED):
        return
    hanging = RenewalApplication.objects.open().filter(device_id=device.pk)
    if found := hanging.select_for_update(of=("self",)).select_related("enterprise").first():
        handler(found, device, user, told)


def _registered(renewal: RenewalApplication, device: Device, user: User, told: dict[str, Any]) -> None:
    """The machine is 换证中 at once; where its owner moved away meanwhile, the renewal ends."""
    if device.certificate_status == CertificateStatus.AWAITING_RENEWAL:
        device.begin_renewal()
        write_row(
            device,
            fields=("certificate_status",),
            expect={"certificate_status": CertificateStatus.AWAITING_RENEWAL},
        )
    elif renewal.approval_status != ApprovalStatus.PENDING:
        _void(renewal, user, HOME)


def _refused(renewal: RenewalApplication, device: Device, user: User, told: dict[str, Any]) -> None:
    """待备案 → 未提交备案: nobody has judged it, so it is handed in again as it is."""
    if renewal.approval_status != ApprovalStatus.PENDING:
        return
    if renewal.claimed_by and renewal.claimed_by_other(user, timezone.now()):
        said = BUSY.format(reference=renewal.reference, who=renewal.claimed_by.masked_name)
        raise StepRefused("claimed_by_other", said)
    renewal.hold_back()
    write(renewal, before=ApprovalStatus.PENDING, fields=("approval_status", *free(renewal)))
    said = HELD.format(reason=told.get("opinion", ""))
    record(
        renewal,
        user.actor,
        Step.RENEWAL_HELD_BACK,
        ApprovalStatus.PENDING,
        renewal.approval_status,
        opinion=said,
    )
    tell_enterprise(
        enterprise=renewal.enterprise_id,
        title=f"换证申请随入库退回：{renewal.old_registration_number} {renewal.model}",
        body=said,
        link=f"/portal/renewals/{renewal.reference}/",
    )


def _withdrawn(renewal: RenewalApplication, device: Device, user: User, told: dict[str, Any]) -> None:
    """The firm takes both back, unless a reviewer works on the renewal."""
    if renewal.approval_status != ApprovalStatus.PENDING:
        return
    if renewal.is_claimed(timezone.now()):
        raise StepRefused("claimed", CLAIMED)
    withdraw_renewal(renewal_id=renewal.pk, revision=renewal.revision, user=user)


def _deleted(renewal: RenewalApplication, device: Device, user: User, told: dict[str, Any]) -> None:
    _void(renewal, user, GONE)


def _changed(renewal: RenewalApplication, device: Device, user: User, told: dict[str, Any]) -> None:
    """What the firm changed on the record changes on the renewal's draft; the rest stays as it was typed."""
    if not renewal.is_editable:
        return
    fields = _take_changes(renewal, device, told["was"]) if told.get("was") is not None else ()
    taken = _take_papers(renewal, user, told.get("staged", ()))
    if not (fields or taken):
        return
    renewal.edited_since_return = True
    write(renewal, before=renewal.approval_status, fields=(*fields, "edited_since_return"))
    record(renewal, user.actor, Step.RENEWAL_SAVED, renewal.approval_status, renewal.approval_status)


def _take_changes(renewal: RenewalApplication, device: Device, was: dict[str, str]) -> tuple[str, ...]:
    now = device.common_values()
    changed = {code: now.get(code, "") for code in now.keys() | was.keys() if now.get(code) != was.get(code)}
    parameters = recarried(renewal, carried_renewal(device, renewal.catalogue_version).parameters)
    if not changed and parameters == renewal.parameters:
        return ()
    renewal.set_common(changed)
    renewal.parameters = parameters
    set_search_text(renewal, renewal.reference, renewal.old_registration_number)
    set_ages(renewal)
    return (*FORM_FIELDS, "old_registration_number")


def recarried(renewal: RenewalApplication, fresh: Entries) -> Entries:
    """The renewal's values where the old ones changed: what was converted is so anew, what was typed stays."""
    merged: Entries = {}
    for parameter in renewal.category_data.parameters:
        kept, new = renewal.parameters.get(parameter.code, {}), fresh.get(parameter.code, {})
        if kept.get("raw", "") == new.get("raw", ""):
            entry = kept
        elif kept.get("value", "") in ("", kept.get("converted", "")):
            entry = new
        else:
            own = {name: kept[name] for name in ("value", "unit", "provenance") if name in kept}
            entry = {**new, **own}
        if entry:
            merged[parameter.code] = entry
    return merged


def _take_papers(renewal: RenewalApplication, user: User, staged: tuple[Staged, ...]) -> int:
    asked = renewal.catalogue.attachment_requirements("renewal", renewal.category)
    wanted = {item.kind.code for item in asked}
    added = [
        attach_once(
            item, subject=SubjectKind.RENEWAL, record=renewal, enterprise=renewal.enterprise, user=user
        )
        for item in staged
        if item.kind in wanted
    ]
    return sum(not refusal for refusal in added)


def _void(renewal: RenewalApplication, user: User, reason: str) -> None:
    before = renewal.approval_status
    renewal.voided_at, renewal.void_reason = timezone.now(), reason[:200]
    write(renewal, before=before, fields=("voided_at", "void_reason"))
    record(renewal, user.actor, Step.RENEWAL_VOIDED, before, "", opinion=reason)


HANDLERS = {
    Step.DEVICE_SAVED: _changed,
    Step.DEVICE_DELETED: _deleted,
    Step.INTAKE_WITHDRAWN: _withdrawn,
    Step.INTAKE_APPROVED: _registered,
    Step.INTAKE_REJECTED: _refused,
}
