"""What a reviewer who leaves has claimed goes back to all, each case with its step."""

from __future__ import annotations

from accounts.models import User
from audit.actors import Actor
from ground.glossary import ApprovalStatus, Step
from renewals.models import RenewalApplication, Viewing
from renewals.services.steps import record

FREED = "签收人的账号已停用或调整角色，此件可由其他审核人员办理。"


def release_claims(person: User, actor: Actor) -> int:
    """Free every case under review that the person has claimed; how many. The revision stays, as with a claim."""
    held = RenewalApplication.objects.awaiting_review().filter(claimed_by=person)
    renewals = list(held.select_for_update(of=("self",)).order_by("pk"))
    RenewalApplication.objects.filter(claimed_by=person).update(claimed_by=None, claimed_until=None)
    Viewing.objects.filter(person=person).delete()
    pending = ApprovalStatus.PENDING
    for renewal in renewals:
        record(renewal, actor, Step.CLAIM_RELEASED, pending, pending, detail={"inside": FREED})
    return len(renewals)
