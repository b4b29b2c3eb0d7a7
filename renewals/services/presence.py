"""正在查看 and 签收 while a page is open: a look is noted, one's own claim goes on, another's can be taken over."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from ground.errors import RuleBroken, StepRefused
from ground.glossary import ApprovalStatus, Step
from inbox.services import tell
from renewals.models import RenewalApplication, Viewing
from renewals.services.steps import lock_renewal, record, require_approval

FORGOTTEN_AFTER = dt.timedelta(hours=1)  # rows that say nothing any more
SHORTEST, LONGEST = 5, 200


def claim_until(now: dt.datetime) -> dt.datetime:
    """When a claim that is made or renewed at `now` ends by itself."""
    return now + dt.timedelta(minutes=settings.REVIEW_CLAIM_MINUTES)


@transaction.atomic
def note_viewing(*, renewal: RenewalApplication, person: User) -> None:
    """Note that the person has the case open; a claim of theirs that still stands is renewed."""
    now = timezone.now()
    Viewing.objects.update_or_create(renewal=renewal, person=person, defaults={"seen_at": now})
    Viewing.objects.filter(person=person, seen_at__lt=now - FORGOTTEN_AFTER).delete()
    mine = RenewalApplication.objects.awaiting_review().filter(pk=renewal.pk, claimed_by=person)
    mine.filter(claimed_until__gt=now).update(claimed_until=claim_until(now))


@transaction.atomic
def take_over(*, renewal_id: int, reviewer: User, reason: str) -> RenewalApplication:
    """接手办理 what another reviewer has claimed, with a reason that stays in the history, for the office alone.

    The former reviewer is told. Raises RuleBroken without a reason, StepRefused where nobody else has it.
    """
    require(reviewer, Action.REVIEW_RENEWALS)
    reason = reason.strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        raise RuleBroken("reason_missing", "请写明接手办理的理由(5 至 200 个字)。", path="takeover_reason")
    renewal = lock_renewal(renewal_id=renewal_id, user=reviewer, revision=None)
    require_approval(renewal, Step.RENEWAL_TAKEN_OVER, ApprovalStatus.PENDING)
    now, former = timezone.now(), renewal.claimed_by
    if former is None or not renewal.claimed_by_other(reviewer, now):
        raise StepRefused("not_claimed", "此件现在没有其他审核人员签收，不需要接手。请直接办理。")
    renewal.claimed_by, renewal.claimed_until = reviewer, claim_until(now)
    # As a claim, it changes nothing that is decided on: the revision stays.
    RenewalApplication.objects.filter(pk=renewal.pk).update(
        claimed_by=reviewer, claimed_until=renewal.claimed_until
    )
    pending = ApprovalStatus.PENDING
    record(renewal, reviewer.actor, Step.RENEWAL_TAKEN_OVER, pending, pending, detail={"inside": reason})
    tell(
        people=[former],
        title=f"您签收的 {renewal.reference} 已由{reviewer.masked_name}接手办理",
        body=f"理由：{reason}",
        link=f"/console/renewals/{renewal.reference}/review/",
    )
    return renewal
