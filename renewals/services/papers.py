"""Adding papers to a kept renewal without its form: by a batch, or by a machine's record that is still open."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from accounts.policies import Action, require
from devices.recording import attach_once
from documents.models import SubjectKind
from documents.staging import Staged
from ground.glossary import ApprovalStatus, Step
from renewals.models import RenewalApplication
from renewals.services.steps import lock_renewal, record, require_approval, write


@transaction.atomic
def add_papers(
    *, renewal_id: int, user: User, staged: tuple[Staged, ...]
) -> tuple[RenewalApplication, list[str]]:
    """Add papers; for each why it was not added, empty where it was.

    One that the renewal has already is left alone; a refused renewal becomes 未提交备案 as by 确认.
    Raises StepRefused where it is under review, accepted or voided.
    """
    require(user, Action.KEEP_RENEWALS)
    renewal = lock_renewal(renewal_id=renewal_id, user=user, revision=None)
    require_approval(renewal, Step.RENEWAL_SAVED, ApprovalStatus.NOT_SUBMITTED, ApprovalStatus.REJECTED)
    refusals = [
        attach_once(
            item, subject=SubjectKind.RENEWAL, record=renewal, enterprise=renewal.enterprise, user=user
        )
        for item in staged
    ]
    if all(refusals):
        return renewal, refusals
    before = renewal.approval_status
    if before == ApprovalStatus.REJECTED:
        renewal.reopen()
    renewal.edited_since_return = True
    write(renewal, before=before, fields=("approval_status", "edited_since_return"))
    record(renewal, user.actor, Step.RENEWAL_SAVED, before, renewal.approval_status)
    return renewal, refusals
