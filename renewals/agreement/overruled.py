"""What a reviewer has said of a difference: 识别有误 or 不属实. The history is where it stands."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from accounts.policies import Action, require
from audit.models import HistoryEntry
from devices.field_labels import label_of
from devices.recognition import Source
from ground.errors import RuleBroken
from ground.glossary import ApprovalStatus, Step
from ground.worded import Worded
from renewals.models import RenewalApplication
from renewals.services.steps import lock_renewal, record, require_approval

UNKNOWN = "页面内容不完整，没有记录。请刷新页面后再试。"


class Why(Worded):
    """Why a difference does not count."""

    MISREAD = "misread", "识别有误"
    UNFOUNDED = "unfounded", "差异不属实"


def overruled_of(renewal: RenewalApplication) -> dict[tuple[str, str, str], str]:
    """(path, source, SM3) of each difference that was overruled, with the reason; by one query."""
    if not renewal.pk:
        return {}
    entries = HistoryEntry.objects.of_renewal(renewal.pk).filter(step=Step.DIFFERENCE_OVERRULED)
    return {
        (detail["path"], detail["source"], detail["sm3"]): detail["why"]
        for detail in entries.values_list("detail", flat=True)
    }


@transaction.atomic
def overrule(*, renewal_id: int, reviewer: User, path: str, source: str, sm3: str, why: str) -> None:
    """Let the difference of a field with one paper count no more; a second time changes nothing.

    Raises StepRefused where the renewal is not under review, RuleBroken for what the page cannot have meant.
    """
    require(reviewer, Action.REVIEW_RENEWALS)
    renewal = lock_renewal(renewal_id=renewal_id, user=reviewer, revision=None)
    require_approval(renewal, Step.DIFFERENCE_OVERRULED, ApprovalStatus.PENDING)
    submission = renewal.submissions.get(round=renewal.round)
    ours = {item["sm3"] for item in submission.attachments}
    if why not in Why.values or source not in Source.values or sm3 not in ours:
        raise RuleBroken("overrule_what", UNKNOWN)
    if (path, source, sm3) in overruled_of(renewal):
        return
    label = label_of(renewal.catalogue, renewal.category, path)
    if label == path:
        raise RuleBroken("overrule_what", UNKNOWN)
    record(
        renewal,
        reviewer.actor,
        Step.DIFFERENCE_OVERRULED,
        renewal.approval_status,
        renewal.approval_status,
        opinion=f"{label}与{Source(source).label}的差异：{Why(why).label}",
        detail={"path": path, "source": source, "sm3": sm3, "why": why},
    )
