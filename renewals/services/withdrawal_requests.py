"""申请撤回 of a renewal that a reviewer has claimed: agreed to, or not."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from accounts.policies import Action, require
from desk.claiming import refuse_claimed_by_other
from ground.asking import trimmed
from ground.errors import RuleBroken, StepRefused
from ground.glossary import ApprovalStatus, Step
from inbox.services import tell_enterprise
from renewals.models import RenewalApplication
from renewals.services.steps import free, lock_renewal, record, refuse_changed, require_approval, write

PENDING, BACK = ApprovalStatus.PENDING, ApprovalStatus.NOT_SUBMITTED


@transaction.atomic
def agree_to_withdrawal(*, renewal_id: int, revision: int, reviewer: User) -> RenewalApplication:
    """同意撤回: the renewal is the firm's again, 未提交备案. Raises StepRefused where nobody asks for it now."""
    renewal = _asked_for(renewal_id, revision, reviewer, Step.RENEWAL_WITHDRAWN)
    renewal.withdraw()
    write(renewal, before=PENDING, fields=("approval_status", *free(renewal)))
    record(renewal, reviewer.actor, Step.RENEWAL_WITHDRAWN, PENDING, BACK, opinion=renewal.withdrawal_reason)
    _tell(renewal, "审批办已同意撤回", "请点“修改”更正并确认后，重新提交备案。")
    return renewal


@transaction.atomic
def decline_withdrawal(*, renewal_id: int, revision: int, reviewer: User, opinion: str) -> RenewalApplication:
    """不同意撤回, with a reason; the review goes on and the firm can ask again."""
    opinion = trimmed(opinion)
    if not 5 <= len(opinion) <= 200:
        raise RuleBroken(
            "opinion_missing", "请在备案意见中写明不同意撤回的理由(5 至 200 个字)。", path="opinion"
        )
    renewal = _asked_for(renewal_id, revision, reviewer, Step.WITHDRAWAL_DECLINED)
    renewal.withdrawal_requested_at = None
    write(renewal, before=PENDING, fields=("withdrawal_requested_at",))
    record(renewal, reviewer.actor, Step.WITHDRAWAL_DECLINED, PENDING, PENDING, opinion=opinion)
    _tell(renewal, "审批办不同意撤回", f"理由：{opinion}\n审核继续进行，请等待结果。")
    return renewal


def _asked_for(renewal_id: int, revision: int, reviewer: User, step: Step) -> RenewalApplication:
    require(reviewer, Action.REVIEW_RENEWALS)
    renewal = lock_renewal(renewal_id=renewal_id, user=reviewer, revision=None)
    require_approval(renewal, step, PENDING)
    refuse_changed(renewal, revision)
    refuse_claimed_by_other(renewal, reviewer)
    if renewal.withdrawal_requested_at is None:
        raise StepRefused("not_requested", "企业没有申请撤回此件(或已处理)。请刷新页面，继续审核。")
    return renewal


def _tell(renewal: RenewalApplication, what: str, body: str) -> None:
    tell_enterprise(
        enterprise=renewal.enterprise_id,
        title=f"{what}：{renewal.registration_number} {renewal.model}",
        body=body,
        link=f"/portal/renewals/{renewal.reference}/",
    )
