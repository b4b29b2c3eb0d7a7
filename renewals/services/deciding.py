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
from ground.inserting import insert_rows
from inbox.services import tell_enterprise
from inbox.webhooks.words import PushEvent
from inbox.words import Event
from renewals.announcing import announce_renewal
from renewals.checklist import Point
from renewals.models import Decision, Remark, RenewalApplication, Submission
from renewals.review_points import confirmed_points, kept_points, points_of
from renewals.services.one_notice import late_reason_for
from renewals.services.reading_along import ReadAlong, decided_with, read_along
from renewals.services.second_review import accept_first, for_decision, needs_second, refuse_own_second
from renewals.services.steps import free, record, write
from renewals.signals import renewal_accepted
from vision.offering import offered

DECIDES = {
    Event.RENEWAL_ACCEPTED: Step.RENEWAL_ACCEPTED,
    Event.RENEWAL_REJECTED: Step.RENEWAL_REJECTED,
}
PUSHED = {
    Event.RENEWAL_ACCEPTED: PushEvent.RENEWAL_ACCEPTED,
    Event.RENEWAL_REJECTED: PushEvent.RENEWAL_REJECTED,
}
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
    asked = confirmed is not None
    renewal, read = _locked(renewal_id, revision, reviewer, Event.RENEWAL_ACCEPTED, by_points=asked)
    if renewal.is_hanging:
        raise StepRefused("not_registered", NOT_REGISTERED)
    points = [] if confirmed is None else confirmed_points(_points(renewal, read), confirmed)
    if needs_second(renewal):
        return accept_first(renewal, read.submission, reviewer, opinion=opinion.strip(), checklist=points)
    refuse_own_second(renewal, reviewer)
    said = opinion.strip() or (renewal.first_acceptance.opinion if renewal.first_acceptance else "")
    decision = _decide(
        renewal, read.submission, reviewer, outcome=Outcome.ACCEPTED, opinion=said, checklist=points
    )
    renewal.accept()
    _finish(renewal, reviewer.actor, Step.RENEWAL_ACCEPTED, decision, before=ApprovalStatus.PENDING)
    renewal_accepted.send(
        RenewalApplication, renewal=renewal, submission=read.submission, **read.for_receivers
    )
    _tell(renewal, read, Event.RENEWAL_ACCEPTED, "等待设备走完备案证电子证照流程即完成换证，无需操作。")
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
    renewal, read = _locked(renewal_id, revision, reviewer, Event.RENEWAL_REJECTED, by_points=True)
    refuse_own_second(renewal, reviewer)
    late = late_reason_for(renewal, read.submission, [item.path for item in remarks], late_reason)
    renewal.reject()
    decision = _decide(
        renewal,
        read.submission,
        reviewer,
        outcome=Outcome.REJECTED,
        opinion=opinion,
        kind=kind,
        grounds=grounds,
        checklist=kept_points(_points(renewal, read), ()),
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
        renewal,
        read,
        Event.RENEWAL_REJECTED,
        f"备案意见：{opinion}\n请点“修改”，按意见更正并确认后重新提交备案。",
    )
    return renewal


def _locked(
    renewal_id: int, revision: int, reviewer: User, event: Event, *, by_points: bool
) -> tuple[RenewalApplication, ReadAlong]:
    renewals = decided_with(event, with_readings=by_points and offered())
    renewal = for_decision(renewal_id, revision, reviewer, DECIDES[event], renewals)
    return renewal, read_along(renewal, event)


def _points(renewal: RenewalApplication, read: ReadAlong) -> list[Point]:
    return points_of(renewal, read.submission, same_serial=read.same_serial_elsewhere, readings=read.readings)


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
    submission: Submission,
    reviewer: User,
    *,
    outcome: Outcome,
    opinion: str,
    **more: Any,
) -> Decision:
    decision = Decision(
        renewal=renewal,
        submission=submission,
        outcome=outcome,
        opinion=opinion,
        decided_by=reviewer,
        first_id=renewal.first_acceptance_id,
        **more,
    )
    insert_rows([decision])
    return decision


def _remark(decision: Decision, remarks: list[RemarkInput]) -> None:
    insert_rows(
        [
            Remark(decision=decision, path=item.path[:80], text=item.text.strip()[:300], code=item.code[:10])
            for item in remarks
        ]
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


def _tell(renewal: RenewalApplication, read: ReadAlong, event: Event, body: str) -> None:
    tell_enterprise(
        enterprise=renewal.enterprise_id,
        event=event,
        about=f"{renewal.registration_number} {renewal.model}",
        body=body,
        link=f"/portal/renewals/{renewal.reference}/",
        audience=read.audience,
    )
    if read.is_pushed:
        announce_renewal(renewal, PUSHED[event])
