"""初审 and 复核: with REVIEW_LEVELS=2 an acceptance needs two people, and the second may send it back.

Between the two the renewal is 待备案 for its firm. Whatever takes it away from the office (撤回, 作废, a decision)
takes the first acceptance off (`steps.free`); a new round begins without one. The number of levels is read at each
decision, so that it can be changed while renewals wait.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, may, require
from desk.claiming import claim_until, freed, refuse_claimed_by_other
from ground.asking import trimmed
from ground.errors import RuleBroken, StepRefused
from ground.glossary import ApprovalStatus, Step
from ground.kept_select import KeptSelect
from inbox.services import tell
from renewals.models import FirstAcceptance, RenewalApplication, Submission
from renewals.models.application import RenewalQuerySet
from renewals.services.steps import (
    FOR_DECISION,
    lock_for_decision,
    record,
    refuse_changed,
    require_approval,
    write,
)

PENDING = ApprovalStatus.PENDING
SHORTEST, LONGEST = 5, 200
OWN = "此件由您初审接受，须由另一位审核人员复核。需要改变初审结论的，请先写明理由退回初审。"
NOT_ACCEPTED = "此件没有等待复核的初审(或已经退回)。请刷新页面，核对最新内容后再办理。"


def has_two_levels() -> bool:
    """Whether two people have to accept."""
    return bool(settings.REVIEW_LEVELS > 1)


def needs_second(renewal: RenewalApplication) -> bool:
    """Whether an acceptance would be the first of two."""
    return has_two_levels() and renewal.first_acceptance_id is None


def is_own_second(renewal: RenewalApplication, reviewer: User) -> bool:
    """Whether the person would review what they have accepted themselves."""
    first = renewal.first_acceptance if has_two_levels() else None
    return bool(first and first.accepted_by_id == reviewer.pk)


def without_own(renewals: RenewalQuerySet, reviewer: User) -> RenewalQuerySet:
    """Those on which this person can decide: not accepted by themselves before."""
    if not has_two_levels():
        return renewals
    own = FirstAcceptance.objects.filter(accepted_by=reviewer, sent_back_at__isnull=True).values("pk")
    return renewals.exclude(first_acceptance__in=own, first_acceptance__isnull=False)


def refuse_own_second(renewal: RenewalApplication, reviewer: User) -> None:
    """Raise StepRefused where the person has accepted it as the first."""
    if is_own_second(renewal, reviewer):
        raise StepRefused("own_second", OWN)


def for_decision(
    renewal_id: int,
    revision: int,
    reviewer: User,
    step: Step,
    renewals: KeptSelect[RenewalApplication] = FOR_DECISION,
) -> RenewalApplication:
    """The locked renewal that this person may decide on in the revision seen; StepRefused otherwise."""
    require(reviewer, Action.REVIEW_RENEWALS)
    renewal = lock_for_decision(renewal_id, reviewer, renewals)
    require_approval(renewal, step, PENDING)
    refuse_changed(renewal, revision)
    refuse_claimed_by_other(renewal, reviewer)
    return renewal


def accept_first(
    renewal: RenewalApplication,
    submission: Submission,
    reviewer: User,
    *,
    opinion: str,
    checklist: list[dict[str, Any]],
) -> RenewalApplication:
    """初审接受 of the locked renewal: it is in nobody's hand and waits for another person."""
    renewal.first_acceptance = FirstAcceptance.objects.create(
        submission=submission,
        opinion=opinion,
        checklist=checklist,
        accepted_by=reviewer,
    )
    write(renewal, before=PENDING, fields=("first_acceptance", *freed(renewal)))
    said = {"inside": opinion} if opinion else {}
    record(renewal, reviewer.actor, Step.RENEWAL_FIRST_ACCEPTED, PENDING, PENDING, detail=said)
    return renewal


@transaction.atomic
def send_back(*, renewal_id: int, revision: int, reviewer: User, reason: str) -> RenewalApplication:
    """退回初审, with a reason for the office alone: the first reviewer has it in hand again and is told.

    The first reviewer may take the own acceptance back in the same way. Raises RuleBroken without a reason,
    StepRefused where nothing waits for 复核.
    """
    reason = trimmed(reason)
    if not SHORTEST <= len(reason) <= LONGEST:
        raise RuleBroken(
            "reason_missing", "请在备案意见中写明退回初审的理由(5 至 200 个字)。", path="opinion"
        )
    renewal = for_decision(renewal_id, revision, reviewer, Step.RENEWAL_SENT_BACK)
    first = renewal.first_acceptance
    if first is None:
        raise StepRefused("not_first_accepted", NOT_ACCEPTED)
    FirstAcceptance.objects.filter(pk=first.pk).update(sent_back_at=timezone.now(), sent_back_reason=reason)
    renewal.first_acceptance = None
    columns = freed(renewal)
    if first.accepted_by and may(first.accepted_by, Action.REVIEW_RENEWALS):
        renewal.claimed_by, renewal.claimed_until = first.accepted_by, claim_until(timezone.now())
    write(renewal, before=PENDING, fields=("first_acceptance", *columns))
    record(renewal, reviewer.actor, Step.RENEWAL_SENT_BACK, PENDING, PENDING, detail={"inside": reason})
    if first.accepted_by and first.accepted_by != reviewer:
        tell(
            people=[first.accepted_by],
            title=f"复核退回：{renewal.reference} {renewal.model}",
            body=f"{reviewer.masked_name}的理由：{reason}\n请重新审核。",
            link=f"/console/renewals/{renewal.reference}/review/",
        )
    return renewal
