"""自动保存: the typed content of a draft, kept without a step of its own in the history."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.policies import Action, require
from devices.models.record import FORM_FIELDS
from devices.recording import RecordInput
from ground.errors import StepRefused
from ground.glossary import ApprovalStatus, Step
from renewals.models import RenewalApplication
from renewals.services.drafting import take_over
from renewals.services.steps import lock_renewal, require_approval, write

ELSEWHERE = "此表已在别处保存，本页不再自动保存，以免覆盖。您在本页填写的内容都还在。"


@transaction.atomic
def autosave_renewal(*, renewal_id: int, revision: int, user: User, given: RecordInput) -> RenewalApplication:
    """Keep what could be read of the form; what `given` does not name stays.

    Its state stays as well: a refused renewal is 不接受备案 until a person presses 确认, and that step alone
    stands in the history. Papers wait for 确认. Nothing changed is nothing written. Raises StepRefused where
    the renewal was saved elsewhere since `revision`, or is not a draft any more.
    """
    require(user, Action.KEEP_RENEWALS)
    renewal = lock_renewal(renewal_id=renewal_id, user=user, revision=None)
    require_approval(renewal, Step.RENEWAL_SAVED, ApprovalStatus.NOT_SUBMITTED, ApprovalStatus.REJECTED)
    if renewal.revision != revision:
        raise StepRefused("stale", ELSEWHERE)
    before = _content(renewal)
    take_over(renewal, given)
    if _content(renewal) != before:
        write(renewal, before=renewal.approval_status, fields=FORM_FIELDS)
    return renewal


def _content(renewal: RenewalApplication) -> dict[str, Any]:
    return {name: getattr(renewal, name) for name in FORM_FIELDS}
