"""提交备案, 撤回, 申请撤回, 作废."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from accounts.roles import Role
from devices.refusals import FindingsRefused
from documents.models import SubjectKind
from ground.digests import canonical_json, sm3_hex
from ground.errors import RuleBroken, StepRefused
from ground.glossary import ApprovalStatus, CertificateStatus, IntakeStatus, Step
from ground.writing import lock_row, write_row
from inbox.services import tell_role
from renewals.deadlines import due_date
from renewals.models import RenewalApplication, Submission
from renewals.precheck import precheck
from renewals.services.moving import refuse_behind
from renewals.services.steps import free, lock_hanging_machine, lock_renewal, record, require_approval, write
from renewals.submission_body import frozen_attachments, frozen_body, standing_kinds_of

UNDECLARED = "请先勾选“本企业对所填资料的真实性负责”，再提交备案。"
UNCHANGED = "此件被退回后还没有修改。请点“修改”，按备案意见更正并点“确认”后再提交备案。"
NOT_HANDED_IN = (
    "此设备的入库状态为“{state}”，还不能单独提交备案。请先改好设备信息，再点“一并提交入库与备案”。"
)
CLAIMED = "审核人员已签收此件，不能直接撤回。请使用“申请撤回”，由审核人员决定。"


@transaction.atomic
def submit_renewal(*, renewal_id: int, revision: int, user: User, declared: bool) -> RenewalApplication:
    """提交备案: freeze the round's data and queue it for review.

    Raises FindingsRefused with everything that is wrong, RuleBroken without the declaration of truth
    (`declared`), StepRefused where the step does not apply now.
    """
    require(user, Action.KEEP_RENEWALS)
    machine = lock_hanging_machine(renewal_id=renewal_id, user=user)
    renewal = lock_renewal(renewal_id=renewal_id, user=user, revision=revision)
    require_approval(renewal, Step.RENEWAL_SUBMITTED, ApprovalStatus.NOT_SUBMITTED)
    if machine and machine.intake_status not in {IntakeStatus.PENDING, IntakeStatus.APPROVED}:
        raise StepRefused("not_handed_in", NOT_HANDED_IN.format(state=machine.intake.label))
    refuse_behind(renewal)
    if not renewal.edited_since_return:
        raise StepRefused("unchanged", UNCHANGED)
    if not declared:
        raise RuleBroken("undeclared", UNDECLARED, path="declared")
    findings = precheck(renewal, submitted_by_manager=user.role == Role.ENTERPRISE_MANAGER)
    if blocking := [found for found in findings if found.severity == "error"]:
        raise FindingsRefused(blocking)
    renewal.submit()
    _freeze(renewal, user, [asdict(found) for found in findings])
    now = timezone.now()
    renewal.submitted_by, renewal.submitted_at = user, now
    renewal.due_on = due_date(timezone.localdate(now))
    renewal.warnings = len(findings)
    write(
        renewal,
        before=ApprovalStatus.NOT_SUBMITTED,
        fields=("approval_status", "round", "submitted_by", "submitted_at", "due_on", "warnings"),
    )
    record(renewal, user.actor, Step.RENEWAL_SUBMITTED, ApprovalStatus.NOT_SUBMITTED, ApprovalStatus.PENDING)
    return renewal


@transaction.atomic
def withdraw_renewal(*, renewal_id: int, revision: int, user: User) -> RenewalApplication:
    """撤回, until a reviewer has claimed it; afterwards StepRefused leads to 申请撤回."""
    require(user, Action.KEEP_RENEWALS)
    renewal = lock_renewal(renewal_id=renewal_id, user=user, revision=revision)
    require_approval(renewal, Step.RENEWAL_WITHDRAWN, ApprovalStatus.PENDING)
    if renewal.is_claimed(timezone.now()):
        raise StepRefused("claimed", CLAIMED)
    renewal.withdraw()
    write(renewal, before=ApprovalStatus.PENDING, fields=("approval_status", *free(renewal)))
    record(renewal, user.actor, Step.RENEWAL_WITHDRAWN, ApprovalStatus.PENDING, ApprovalStatus.NOT_SUBMITTED)
    return renewal


@transaction.atomic
def request_withdrawal(*, renewal_id: int, revision: int, user: User, reason: str) -> RenewalApplication:
    """申请撤回 of a claimed renewal: the reviewer sees it and decides; a second request changes nothing."""
    require(user, Action.KEEP_RENEWALS)
    reason = _required_reason(reason, "请写明申请撤回的理由。")
    renewal = lock_renewal(renewal_id=renewal_id, user=user, revision=revision)
    require_approval(renewal, Step.WITHDRAWAL_REQUESTED, ApprovalStatus.PENDING)
    if renewal.withdrawal_requested_at:
        raise StepRefused("requested", "已经申请过撤回，请等待审核人员处理。")
    renewal.withdrawal_requested_at, renewal.withdrawal_reason = timezone.now(), reason
    write(
        renewal,
        before=ApprovalStatus.PENDING,
        fields=("withdrawal_requested_at", "withdrawal_reason"),
    )
    pending = ApprovalStatus.PENDING
    record(renewal, user.actor, Step.WITHDRAWAL_REQUESTED, pending, pending, opinion=reason)
    if not renewal.claimed_by_id:
        tell_role(role=Role.REVIEWER, title=f"企业申请撤回：{renewal.reference}", body=reason)
    return renewal


@transaction.atomic
def void_renewal(*, renewal_id: int, revision: int, user: User, reason: str) -> RenewalApplication:
    """作废, by the firm's manager with a reason: the machine is 待换发证件 again."""
    require(user, Action.VOID_RENEWAL)
    reason = _required_reason(reason, "请写明作废的理由。")
    lock_hanging_machine(renewal_id=renewal_id, user=user)
    renewal = lock_renewal(renewal_id=renewal_id, user=user, revision=revision)
    require_approval(renewal, Step.RENEWAL_VOIDED, ApprovalStatus.NOT_SUBMITTED, ApprovalStatus.REJECTED)
    before = renewal.approval_status
    renewal.voided_at, renewal.void_reason = timezone.now(), reason
    write(renewal, before=before, fields=("voided_at", "void_reason"))
    device = lock_row(type(renewal.device).objects.filter(pk=renewal.device_id))
    if device.intake_status == IntakeStatus.APPROVED:
        device.release_renewal()
        write_row(
            device,
            fields=("certificate_status",),
            expect={"certificate_status": CertificateStatus.RENEWING},
        )
    record(renewal, user.actor, Step.RENEWAL_VOIDED, before, "", opinion=reason)
    return renewal


def _required_reason(reason: str, sentence: str) -> str:
    reason = reason.strip()
    if not reason:
        raise RuleBroken("reason_missing", sentence, path="reason")
    if len(reason) > 200:
        raise RuleBroken("reason_long", "理由最多 200 字，请精简。", path="reason")
    return reason


def _freeze(renewal: RenewalApplication, user: User, findings: list[dict[str, object]]) -> None:
    body = frozen_body(renewal)
    Submission.objects.create(
        renewal=renewal,
        round=renewal.round,
        catalogue_version_id=renewal.catalogue_version_id,
        body=body,
        sm3=sm3_hex(canonical_json(body)),
        attachments=frozen_attachments(
            SubjectKind.RENEWAL,
            renewal.pk,
            standing_of=renewal.enterprise_id,
            standing=standing_kinds_of(renewal),
        ),
        findings=findings,
        submitted_by=user,
    )
