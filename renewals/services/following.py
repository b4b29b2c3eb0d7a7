"""What the renewal does when its upload moves; called inside the transaction of whoever moves it."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from audit.actors import PROVINCE, SYSTEM, Actor
from devices.uniqueness import set_search_text
from ground.errors import RuleBroken, StepRefused
from ground.glossary import ApprovalStatus, Outcome, RefusalKind, Step, UploadStatus
from inbox.services import tell_enterprise
from inbox.webhooks.words import PushEvent
from inbox.words import Event
from renewals.announcing import announce_renewal
from renewals.models import Decision, RenewalApplication
from renewals.services.steps import lock_for_system, lock_renewal, record, require_approval, write

ACCEPTED = ApprovalStatus.ACCEPTED


def mark_upload_started(*, renewal_id: int) -> None:
    """未上传 → 上传中, at the first claim of the upload; later claims change nothing."""
    renewal = lock_for_system(renewal_id)
    if renewal.upload_status != UploadStatus.NOT_UPLOADED:
        return
    renewal.start_upload()
    _move(renewal, SYSTEM, Step.UPLOAD_STARTED, UploadStatus.NOT_UPLOADED)


def mark_upload_failed(*, renewal_id: int, cause: str) -> None:
    """上传中 → 上传异常, with the cause in plain words for the administrator."""
    renewal = lock_for_system(renewal_id)
    before = renewal.upload_status
    renewal.fail_upload()
    _move(renewal, SYSTEM, Step.UPLOAD_FAILED, before, detail={"cause": cause})


def mark_upload_retried(*, renewal_id: int, actor: Actor) -> None:
    """上传异常 → 上传中: the administrator sends it again."""
    renewal = lock_for_system(renewal_id)
    before = renewal.upload_status
    renewal.retry_upload()
    _move(renewal, actor, Step.UPLOAD_RETRIED, before)


def return_from_province(*, renewal_id: int, reason: str) -> None:
    """接受备案 → 不接受备案 with 【省网退回】 and the province's reason; it goes round again."""
    opinion = f"【省网退回】{reason.strip() or '省网未说明原因，请联系系统管理员。'}"
    _turn_back(renewal_id, opinion, PROVINCE, Step.PROVINCE_RETURNED, Outcome.PROVINCE_RETURNED)


def turn_back(*, renewal_id: int, cause: str, actor: Actor) -> None:
    """上传异常 → 不接受备案, by the administrator, where the province provably did not take it."""
    _turn_back(renewal_id, f"【报送未成功】{cause}", actor, Step.PROVINCE_RETURNED, Outcome.PROVINCE_RETURNED)


def revoke_acceptance(*, renewal_id: int, revision: int, reviewer: User, reason: str) -> None:
    """撤销接受 while the upload is held: 不接受备案 with the reason; the acceptance stays in the history.

    The caller has stopped the upload in this transaction. Raises RuleBroken without a reason.
    """
    require(reviewer, Action.REVOKE_ACCEPTANCE)
    reason = reason.strip()
    if len(reason) < 5:
        raise RuleBroken("reason_missing", "请写明撤销接受的理由(至少 5 个字)。", path="reason")
    renewal = lock_renewal(renewal_id=renewal_id, user=reviewer, revision=revision)
    require_approval(renewal, Step.ACCEPTANCE_REVOKED, ACCEPTED)
    if renewal.upload_status != UploadStatus.NOT_UPLOADED:
        raise StepRefused("handed_over", "此件已开始报送省网，不能再撤销接受。")
    accepted = renewal.decisions.filter(outcome=Outcome.ACCEPTED, revoked_at__isnull=True).latest("at")
    Decision.objects.filter(pk=accepted.pk).update(revoked_at=timezone.now(), revoke_reason=reason[:200])
    renewal.revoke_acceptance()
    Decision.objects.create(
        renewal=renewal,
        submission=accepted.submission,
        outcome=Outcome.REJECTED,
        kind=RefusalKind.CORRECTION,
        opinion=reason,
        decided_by=reviewer,
    )
    _write_returned(renewal, reviewer.actor, Step.ACCEPTANCE_REVOKED, reason)


def finish_renewal(*, renewal: RenewalApplication, detail: dict[str, str]) -> None:
    """上传中 → 已上传 and the machine 已换证, once its certificate is stored.

    `renewal` is locked by the caller; the machine takes the renewal's data over and keeps its old ones
    on the renewal and in the submissions.
    """
    before = renewal.upload_status
    renewal.finish_upload()
    renewal.completed_at = timezone.now()
    numbers = renewal.old_registration_number, detail["registration_number"]
    set_search_text(renewal, renewal.reference, *numbers)
    write(renewal, before=ACCEPTED, fields=("upload_status", "completed_at", "search_text"))
    record(renewal, PROVINCE, Step.CERTIFICATE_ISSUED, before, renewal.upload_status, detail=detail)


def _turn_back(renewal_id: int, opinion: str, actor: Actor, step: Step, outcome: Outcome) -> None:
    renewal = lock_for_system(renewal_id)
    if renewal.approval_status != ACCEPTED:
        raise StepRefused("wrong_state", f"此件当前为“{renewal.approval.label}”，不能退回。")
    renewal.return_by_province()
    if renewal.upload_status != UploadStatus.NOT_UPLOADED:
        renewal.reset_upload()
    Decision.objects.create(
        renewal=renewal,
        submission=renewal.submissions.get(round=renewal.round),
        outcome=outcome,
        kind=RefusalKind.CORRECTION,
        opinion=opinion,
    )
    _write_returned(renewal, actor, step, opinion)


def _write_returned(renewal: RenewalApplication, actor: Actor, step: Step, opinion: str) -> None:
    renewal.edited_since_return = False
    renewal.decided_at = timezone.now()
    write(
        renewal,
        before=ACCEPTED,
        fields=(
            "approval_status",
            "upload_status",
            "returned_count",
            "edited_since_return",
            "decided_at",
        ),
    )
    record(renewal, actor, step, ACCEPTED, renewal.approval_status, opinion=opinion)
    tell_enterprise(
        enterprise=renewal.enterprise_id,
        event=Event.PROVINCE_RETURNED if step == Step.PROVINCE_RETURNED else Event.RENEWAL_REJECTED,
        about=f"{renewal.registration_number} {renewal.model}",
        body=f"备案意见：{opinion}\n请点“修改”，按意见更正并确认后重新提交备案。",
        link=f"/portal/renewals/{renewal.reference}/",
    )
    announce_renewal(
        renewal,
        PushEvent.ACCEPTANCE_REVOKED if step == Step.ACCEPTANCE_REVOKED else PushEvent.PROVINCE_RETURNED,
    )


def _move(renewal: RenewalApplication, actor: Actor, step: Step, before: str, **more: object) -> None:
    write(renewal, before=ACCEPTED, fields=("upload_status",))
    record(renewal, actor, step, before, renewal.upload_status, **more)
