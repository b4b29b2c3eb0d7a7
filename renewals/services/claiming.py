"""换证申请 as a kind of case on the desk: 签收, 退回待办, 接手办理."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.policies import Action
from audit.actors import Actor
from desk.claiming import claim_case, release_case
from desk.kinds import CaseKind
from ground.glossary import ApprovalStatus, Step
from renewals.models import RenewalApplication
from renewals.models.application import RenewalQuerySet
from renewals.services.second_review import without_own
from renewals.services.steps import CLAIMED_ON, lock_for_claim, record, require_approval

PENDING = ApprovalStatus.PENDING


def claim(*, renewal_id: int, reviewer: User) -> RenewalApplication:
    """签收: from now on 撤回 becomes 申请撤回. Raises StepRefused where another reviewer's claim stands."""
    renewal: RenewalApplication = claim_case(RENEWALS, case_id=renewal_id, reviewer=reviewer)
    return renewal


def release_claim(*, renewal_id: int, reviewer: User) -> None:
    """退回待办: give one's own claim back; another's is left alone."""
    release_case(RENEWALS, case_id=renewal_id, reviewer=reviewer)


def _waiting(user: User) -> RenewalQuerySet:
    return RenewalApplication.objects.visible_to(user).awaiting_review()


def _lock(renewal_id: int, user: User, step: Step) -> RenewalApplication:
    renewal = lock_for_claim(renewal_id, user)
    require_approval(renewal, step, PENDING)
    return renewal


def _record(renewal: RenewalApplication, actor: Actor, step: Step, detail: dict[str, Any]) -> None:
    record(renewal, actor, step, PENDING, PENDING, detail=detail)


RENEWALS = CaseKind(
    name="renewal",
    model=RenewalApplication,
    action=Action.REVIEW_RENEWALS,
    claimed=Step.RENEWAL_CLAIMED,
    taken_over=Step.RENEWAL_TAKEN_OVER,
    waiting=_waiting,
    lock=_lock,
    record=_record,
    word=lambda renewal: renewal.reference,
    address=lambda renewal: f"/console/renewals/{renewal.reference}/review/",
    takeable=without_own,
    seen=CLAIMED_ON,
)
