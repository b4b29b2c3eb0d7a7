"""审核通过 and 审核不通过: the office decides on the round that it has seen; the first wins."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import require
from desk.claiming import freed, refuse_claimed_by_other
from ground.errors import NotAllowed, RuleBroken
from ground.glossary import MatterStatus, Step
from inbox.services import tell_enterprise
from inbox.words import Event
from matters.checks import findings_of
from matters.effects import EFFECTS
from matters.models import Matter, MatterRound
from matters.services.office import action_to_decide, why_not_decided_by
from matters.services.steps import (
    address_of,
    lock_matter,
    record,
    refuse_changed,
    require_status,
    required_text,
    write,
)

DONE, REFUSED = "已办结", "审核不通过"
EVENTS = {DONE: Event.MATTER_ACCEPTED, REFUSED: Event.MATTER_REJECTED}


@transaction.atomic
def accept_matter(*, matter_id: int, revision: int, reviewer: User, opinion: str = "") -> Matter:
    """审核通过: the matter's effect happens in this transaction, or nothing does.

    Raises StepRefused to whoever comes second or has seen an older revision, RuleBroken where what was
    right at 提交 is so no more (a number that another machine has taken meanwhile).
    """
    matter = _for_decision(matter_id, revision, reviewer, Step.MATTER_ACCEPTED)
    step = Step.OFFICE_ACCEPTED if matter.by_office else Step.MATTER_ACCEPTED
    for finding in findings_of(matter, timezone.localdate()):
        raise RuleBroken(finding.code, f"现在不能通过：{finding.sentence}")
    matter.accept()
    said = EFFECTS[matter.sort](matter, reviewer)
    _finish(matter, reviewer, step, opinion.strip()[:2000], said.detail)
    _tell(matter, matter.enterprise_id, DONE, said.for_applicant)
    if matter.counterparty_id:
        _tell(matter, matter.counterparty_id, DONE, said.for_counterparty)
    return matter


@transaction.atomic
def reject_matter(*, matter_id: int, revision: int, reviewer: User, opinion: str) -> Matter:
    """审核不通过, with an opinion of at least five characters; the firm can correct and hand it in again.

    What a colleague has filed for the office ends here (不予办理).
    """
    opinion = required_text(opinion, "请填写审核意见，企业将按此修改", path="opinion")
    matter = _for_decision(matter_id, revision, reviewer, Step.MATTER_REJECTED)
    if matter.by_office:
        return _dismiss(matter, reviewer, opinion)
    matter.reject()
    _finish(matter, reviewer, Step.MATTER_REJECTED, opinion, {})
    body = f"审核意见：{opinion}\n请点“修改”，按意见更正并保存后重新提交。"
    _tell(matter, matter.enterprise_id, REFUSED, body)
    if matter.counterparty_id:
        _tell(matter, matter.counterparty_id, REFUSED, "产权变更未通过审核，等转让方修改后重新提交。")
    return matter


def _dismiss(matter: Matter, reviewer: User, opinion: str) -> Matter:
    matter.dismiss()
    _finish(matter, reviewer, Step.OFFICE_DISMISSED, opinion, {})
    _tell(matter, matter.enterprise_id, "不予办理", f"经复核不予办理，设备没有变化。意见：{opinion}")
    if matter.counterparty_id:
        _tell(matter, matter.counterparty_id, "不予办理", "经复核不予办理，您无需操作。")
    return matter


def _for_decision(matter_id: int, revision: int, reviewer: User, step: Step) -> Matter:
    matter = lock_matter(matter_id=matter_id, user=reviewer, revision=None, own=False)
    require(reviewer, action_to_decide(matter))
    if reason := why_not_decided_by(matter, reviewer):
        raise NotAllowed("own_matter", reason)
    require_status(matter, step, MatterStatus.PENDING)
    refuse_changed(matter, revision)
    refuse_claimed_by_other(matter, reviewer)
    return matter


def _finish(matter: Matter, reviewer: User, step: Step, opinion: str, detail: dict[str, object]) -> None:
    matter.decided_at = timezone.now()
    MatterRound.objects.filter(matter=matter, number=matter.round).update(
        outcome=matter.status, opinion=opinion, decided_by=reviewer, decided_at=matter.decided_at
    )
    write(matter, before=MatterStatus.PENDING, fields=("decided_at", "outcome", *freed(matter)))
    record(matter, reviewer.actor, step, MatterStatus.PENDING, opinion=opinion, detail=detail)


def _tell(matter: Matter, firm: Enterprise | int, word: str, body: str) -> None:
    subject = f"{matter.device.registration_number} {matter.device.model}" if matter.device else ""
    subject = subject or matter.reference
    tell_enterprise(
        enterprise=firm,
        title=f"{matter.sort.label}{word}：{subject}",
        body=body,
        link=address_of(matter),
        event=EVENTS.get(word),
        about=f"{matter.sort.label} {subject}",
    )
