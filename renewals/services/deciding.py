"""接受备案, 不接受备案: the office decides on the round that it has seen."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.actors import Actor
from desk.remarks import RemarkInput, kept_remarks
from ground.asking import trimmed
from ground.errors import RuleBroken, StepRefused
from ground.glossary import ApprovalStatus, Outcome, RefusalKind, Step
from inbox.services import tell_enterprise
from inbox.words import Event
from renewals.models import Decision, Remark, RenewalApplication
from renewals.review_points import confirmed_points, kept_points, read_case
from renewals.services.one_notice import late_reason_for
from renewals.services.second_review import accept_first, for_decision, needs_second, refuse_own_second
from renewals.services.steps import free, record, write
from renewals.signals import renewal_accepted

NOT_REGISTERED = (
    "此设备还没有入库，不能单独接受备案。请在审核页点“入库并接受备案”，或先在“入库待办”办理入库审核。"
)


@transaction.atomic
def accept(
    *,
    renewal_id: int,
    revision: int,
    reviewer: User,
    opinion: str = "",
    confirmed: Collection[int] | None = None,
) -> RenewalApplication:
    """接受备案: the round is final and, in the same transaction, an upload row is written.

    With REVIEW_LEVELS=2 the first reviewer's is 初审接受 alone, and the renewal goes on waiting; another person's
    is final.

    `confirmed` are the points of the checklist that the person has looked at; None where no person is asked
    (demo data). Raises RuleBroken where a point is left out, StepRefused to whoever comes second or has seen
    an older revision.
    """
    renewal = for_decision(renewal_id, revision, reviewer, Step.RENEWAL_ACCEPTED)
    if renewal.is_hanging:
        raise StepRefused("not_registered", NOT_REGISTERED)
    points = [] if confirmed is None else confirmed_points(renewal, confirmed)
    if needs_second(renewal):
        return accept_first(renewal, reviewer, opinion=opinion.strip(), checklist=points)
    refuse_own_second(renewal, reviewer)
    said = opinion.strip() or (renewal.first_acceptance.opinion if renewal.first_acceptance else "")
    decision = _decide(renewal, reviewer, outcome=Outcome.ACCEPTED, opinion=said, checklist=points)
    renewal.accept()
    _finish(renewal, reviewer.actor, Step.RENEWAL_ACCEPTED, decision, before=ApprovalStatus.PENDING)
    renewal_accepted.send(RenewalApplication, renewal=renewal, submission=decision.submission)
    _tell(renewal, Event.RENEWAL_ACCEPTED, "等待设备走完备案证电子证照流程即完成换证，无需操作。")
    return renewal


@transaction.atomic
def reject(
    *,
    renewal_id: int,
    revision: int,
    reviewer: User,
    kind: RefusalKind,
    opinion: str,
    remarks: list[RemarkInput],
    grounds: list[str],
    late_reason: str = "",
) -> RenewalApplication:
    """不接受备案, with an opinion of at least five characters and its kind.

    `grounds` (G1…G5) are required with 法定不予, `late_reason` with a remark that could have been made earlier.
    Raises RuleBroken for a missing opinion, ground or reason, StepRefused to whoever comes second.
    """
    opinion = trimmed(opinion)
    remarks = [item for item in remarks if trimmed(item.text)]
    _require_opinion(opinion, kind, grounds)
    renewal = for_decision(renewal_id, revision, reviewer, Step.RENEWAL_REJECTED)
    refuse_own_second(renewal, reviewer)
    case = read_case(renewal)
    late = late_reason_for(renewal, case.submission, [item.path for item in remarks], late_reason)
    renewal.reject()
    decision = _decide(
        renewal,
        reviewer,
        outcome=Outcome.REJECTED,
        opinion=opinion,
        kind=kind,
        grounds=grounds,
        checklist=kept_points(case.points, ()),
        late_reason=late,
    )
    _remark(decision, remarks)
    renewal.edited_since_return = False
    _finish(
        renewal,
        reviewer.actor,
        Step.RENEWAL_REJECTED,
        decision,
        before=ApprovalStatus.PENDING,
        remarks=remarks,
    )
    _tell(
        renewal, Event.RENEWAL_REJECTED, f"备案意见：{opinion}\n请点“修改”，按意见更正并确认后重新提交备案。"
    )
    return renewal


def _require_opinion(opinion: str, kind: RefusalKind, grounds: list[str]) -> None:
    if len(opinion) < 5:
        raise RuleBroken("opinion_missing", "请填写备案意见(至少 5 个字)，企业将按此修改。", path="opinion")
    if len(opinion) > 2000:
        raise RuleBroken("opinion_long", "备案意见最多 2000 字，请精简。", path="opinion")
    if kind not in RefusalKind.values:
        raise RuleBroken("kind_missing", "请选择不接受备案的类别：补正，或法定不予。", path="kind")
    if kind == RefusalKind.STATUTORY and not grounds:
        raise RuleBroken("grounds_missing", "法定不予须至少勾选一种法定情形。", path="grounds")


def _decide(
    renewal: RenewalApplication,
    reviewer: User,
    *,
    outcome: Outcome,
    opinion: str,
    **more: Any,
) -> Decision:
    return Decision.objects.create(
        renewal=renewal,
        submission=renewal.submissions.get(round=renewal.round),
        outcome=outcome,
        opinion=opinion,
        decided_by=reviewer,
        first=renewal.first_acceptance,
        **more,
    )


def _remark(decision: Decision, remarks: list[RemarkInput]) -> None:
    Remark.objects.bulk_create(
        Remark(decision=decision, path=item.path[:80], text=item.text.strip()[:300], code=item.code[:10])
        for item in remarks
    )


def _finish(
    renewal: RenewalApplication,
    actor: Actor,
    step: Step,
    decision: Decision,
    *,
    before: str,
    remarks: list[RemarkInput] | None = None,
) -> None:
    renewal.decided_at = decision.at
    write(
        renewal,
        before=before,
        fields=(
            "approval_status",
            "returned_count",
            "edited_since_return",
            "decided_at",
            *free(renewal),
        ),
    )
    record(
        renewal,
        actor,
        step,
        before,
        renewal.approval_status,
        opinion=decision.opinion,
        remarks=kept_remarks(remarks or []),
        detail=_detail_of(decision),
    )


def _detail_of(decision: Decision) -> dict[str, Any]:
    detail: dict[str, Any] = {"kind": decision.kind, "grounds": decision.grounds} if decision.kind else {}
    if decision.late_reason:
        detail["late_reason"] = decision.late_reason
    return detail


def _tell(renewal: RenewalApplication, event: Event, body: str) -> None:
    tell_enterprise(
        enterprise=renewal.enterprise_id,
        event=event,
        about=f"{renewal.registration_number} {renewal.model}",
        body=body,
        link=f"/portal/renewals/{renewal.reference}/",
    )
