"""The rows of one renewal: the application, its papers, rounds, decisions and steps."""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from typing import Any

from documents.models import SubjectKind
from ground.digests import sm3_hex
from ground.glossary import ApprovalStatus, Outcome, RefusalKind, Step, UploadStatus
from ground.references import ALPHABET
from zhongshan_crane.bulk.fates import ACCEPTED, DRAFTS, SHARES, End, Fate, Round
from zhongshan_crane.bulk.machines import (
    Machine,
    add_papers,
    give_new_number,
    lot_columns,
    own_columns,
    searched,
)
from zhongshan_crane.bulk.steps import PROVINCE, office, person, record
from zhongshan_crane.bulk.uploads import add_upload
from zhongshan_crane.bulk.world import World

NOT_SUBMITTED, PENDING = ApprovalStatus.NOT_SUBMITTED, ApprovalStatus.PENDING
APPROVAL = {
    **dict.fromkeys(DRAFTS, NOT_SUBMITTED),
    End.PENDING: PENDING,
    **dict.fromkeys((End.REJECTED, End.RETURNED), ApprovalStatus.REJECTED),
    **dict.fromkeys(ACCEPTED - {End.RETURNED}, ApprovalStatus.ACCEPTED),
}
UPLOAD = {
    End.TROUBLED: UploadStatus.UPLOADING,
    End.SENT: UploadStatus.UPLOADING,
    End.FAILED: UploadStatus.FAILED,
    End.ISSUED: UploadStatus.UPLOADED,
}
REMARKS = (
    ("attachments.nameplate_photo", "铭牌照片不清晰，请重新拍摄。", "RJ05"),
    ("device.storage_address", "存放地址不完整，应到镇街、路名及场地名称。", ""),
)
OPINION = "请按逐项意见更正后重新提交。"
RETURNED = "【省网退回】最大安装高度与使用说明书不一致，请核对后重新提交"
VOIDED = "设备近期将大修，大修完成后重新申请。"
WANTS_BACK = "铭牌照片需要重新拍摄。"
STEP_OF_REFERENCES = 7_919_999_983  # prime to 30, so that no two numbers give one reference
CLAIMED, ASKED_BACK = 0.03, 0.01  # of what waits
IN_HAND = 20  # claims of a reviewer that stand, about; the others ran out


def add_renewal(world: World, machine: Machine, fate: Fate) -> None:
    """Everything of one renewal; an issued one gives its machine the new number."""
    pk = world.renewals.next_id()
    machine.values["reference"] = reference_of(pk, fate.begun_at, world.plan.seed)
    if fate.end == End.ISSUED:
        give_new_number(machine, fate.last_at)
    papers = add_papers(world, machine, SubjectKind.RENEWAL, pk, fate.begun_at)
    clerk = person(machine.firm.manager_id)
    started: dict[str, Any] = {"renewal_id": pk, "to": NOT_SUBMITTED}
    record(world, machine, Step.RENEWAL_STARTED, fate.begun_at, clerk, **started)
    for one in fate.rounds:
        submission = _add_round(world, machine, pk, one, papers)
    if fate.end in ACCEPTED:
        add_upload(world, machine, pk, submission, fate, papers)
    _add_end(world, machine, pk, fate)
    _add_row(world, machine, pk, fate)


def reference_of(pk: int, at: dt.datetime, seed: int) -> str:
    """A reference as `ground.references` makes them, the same for the same seed."""
    left, code = (pk * STEP_OF_REFERENCES + seed) % len(ALPHABET) ** 7, ""
    for _ in range(7):
        left, digit = divmod(left, len(ALPHABET))
        code += ALPHABET[digit]
    return f"HZ{at:%Y%m%d}-{code}"


def _add_row(world: World, machine: Machine, pk: int, fate: Fate) -> None:
    texts, begun = machine.texts, fate.end in {End.BEGUN, End.VOIDED}
    last = fate.rounds[-1] if fate.rounds else None
    world.renewals.add(
        world.renewals.mould((machine.lot, fate.end), partial(_row_columns, machine, fate)),
        id=pk,
        device_id=machine.pk,
        **own_columns(machine),
        revision=1 + 2 * fate.round,
        reference=machine.values["reference"],
        details=(texts.begun_details if begun else texts.renewal_details).fill(machine.values),
        search_text=searched(machine, machine.values["reference"], machine.number, machine.new_number),
        round=fate.round,
        returned_count=sum(one.refused for one in fate.rounds) + (fate.end == End.RETURNED),
        created_by_id=machine.firm.manager_id,
        submitted_by_id=machine.firm.manager_id if last else None,
        created_at=fate.begun_at,
        updated_at=fate.last_at,
        submitted_at=last.submitted_at if last else None,
        due_on=world.due_on(last.submitted_at.date()) if last else None,
        decided_at=_decided_at(fate),
        completed_at=fate.last_at if fate.end == End.ISSUED else None,
        voided_at=fate.last_at if fate.end == End.VOIDED else None,
        **(_in_hand(world) if fate.end == End.PENDING else {}),
    )
    if fate.end in DRAFTS - {End.VOIDED}:
        _add_readiness(world, machine, pk, fate)


def _row_columns(machine: Machine, fate: Fate) -> dict[str, Any]:
    """What all renewals of a lot that ended so have alike."""
    lot, texts, begun = machine.lot, machine.texts, fate.end in {End.BEGUN, End.VOIDED}
    return {
        **lot_columns(
            lot.begun if begun else lot.renewal,
            texts.begun_parameters if begun else texts.renewal_parameters,
        ),
        "approval_status": APPROVAL[fate.end],
        "upload_status": UPLOAD.get(fate.end, UploadStatus.NOT_UPLOADED),
        "edited_since_return": fate.end not in {End.REJECTED, End.RETURNED},
        "warnings": len(lot.findings) if fate.rounds else 0,
        "void_reason": VOIDED if fate.end == End.VOIDED else "",
    }


def _decided_at(fate: Fate) -> dt.datetime | None:
    if fate.end == End.RETURNED:
        return fate.last_at
    return next((one.decided_at for one in reversed(fate.rounds) if one.decided_at), None)


def _in_hand(world: World) -> dict[str, Any]:
    """Of what waits, some is claimed, a little of it until the end of the day, and of that some is asked back."""
    luck = world.dice.random()
    if luck > CLAIMED:
        return {}
    claims = CLAIMED * world.plan.renewals * SHARES[End.PENDING] / sum(SHARES.values())
    stands = world.dice.random() * claims < IN_HAND * len(world.reviewers)
    until = world.fates.midnight + dt.timedelta(days=1 if stands else 0)
    claimed = {"claimed_by_id": world.reviewer(), "claimed_until": until}
    if luck > ASKED_BACK:
        return claimed
    return claimed | {"withdrawal_requested_at": world.fates.midnight, "withdrawal_reason": WANTS_BACK}


def _add_readiness(world: World, machine: Machine, pk: int, fate: Fate) -> None:
    errors = machine.lot.begun_errors if fate.end == End.BEGUN else machine.lot.errors
    world.readiness.add(
        id=world.readiness.next_id(),
        renewal_id=pk,
        revision=1 + 2 * fate.round,
        errors=errors,
        missing_papers=0,
        standing="0:0:0",  # no standing papers, as `renewals.readiness` writes it
        checked_on=world.plan.today,
    )


def _add_round(
    world: World, machine: Machine, renewal_id: int, one: Round, papers: list[dict[str, Any]]
) -> tuple[int, str]:
    """One round; its submission's key and frozen body."""
    pk, body = world.submissions.next_id(), machine.texts.body(one.number).fill(machine.values)
    alike = {"catalogue_version_id": world.version.pk, "round": one.number}
    world.submissions.add(
        world.submissions.mould(
            (machine.lot, one.number), lambda: {**alike, "findings": machine.texts.findings}
        ),
        id=pk,
        renewal_id=renewal_id,
        body=machine.texts.kept_body(one.number).fill(machine.values),
        sm3=sm3_hex(body.encode()),
        attachments=json.dumps(papers),
        submitted_by_id=machine.firm.manager_id,
        submitted_at=one.submitted_at,
    )
    clerk = person(machine.firm.manager_id)
    said: dict[str, Any] = {"renewal_id": renewal_id, "round_number": one.number}
    handed_in = {**said, "of": NOT_SUBMITTED, "to": PENDING}
    record(world, machine, Step.RENEWAL_SUBMITTED, one.submitted_at, clerk, **handed_in)
    if one.claimed_at and one.decided_at:
        reviewer = office(world)
        claimed = {**said, "of": PENDING, "to": PENDING}
        record(world, machine, Step.RENEWAL_CLAIMED, one.claimed_at, reviewer, **claimed)
        _add_decision(world, machine, pk, one, int(reviewer.id), said)
    return pk, body


def _add_decision(
    world: World, machine: Machine, submission_id: int, one: Round, reviewer: int, said: dict[str, Any]
) -> None:
    pk, opinion = world.decisions.next_id(), OPINION if one.refused else ""
    assert one.decided_at  # noqa: S101 - asked by the caller
    world.decisions.add(
        id=pk,
        renewal_id=said["renewal_id"],
        submission_id=submission_id,
        outcome=Outcome.REJECTED if one.refused else Outcome.ACCEPTED,
        kind=RefusalKind.CORRECTION if one.refused else "",
        opinion=opinion,
        decided_by_id=reviewer,
        at=one.decided_at,
    )
    actor = office(world)
    if not one.refused:
        accepted = {**said, "of": PENDING, "to": ApprovalStatus.ACCEPTED}
        record(world, machine, Step.RENEWAL_ACCEPTED, one.decided_at, actor, **accepted)
        return
    remarks = REMARKS[: 1 + world.dice.randrange(2)]
    for path, text, code in remarks:
        world.remarks.add(id=world.remarks.next_id(), decision_id=pk, path=path, text=text, code=code)
    listed = json.dumps([{"path": path, "text": text} for path, text, _code in remarks], ensure_ascii=False)
    detail = json.dumps({"kind": RefusalKind.CORRECTION, "grounds": []})
    refused = {**said, "of": PENDING, "to": ApprovalStatus.REJECTED, "opinion": opinion}
    record(
        world, machine, Step.RENEWAL_REJECTED, one.decided_at, actor, remarks=listed, detail=detail, **refused
    )


def _add_end(world: World, machine: Machine, pk: int, fate: Fate) -> None:
    """The last step, where it is none of a round's or of the upload's."""
    said: dict[str, Any] = {"renewal_id": pk, "round_number": fate.round}
    clerk = person(machine.firm.manager_id)
    if fate.end == End.REOPENED:
        saved = {**said, "of": ApprovalStatus.REJECTED, "to": NOT_SUBMITTED}
        record(world, machine, Step.RENEWAL_SAVED, fate.last_at, clerk, **saved)
    elif fate.end == End.VOIDED:
        voided = {**said, "of": NOT_SUBMITTED, "opinion": VOIDED}
        record(world, machine, Step.RENEWAL_VOIDED, fate.last_at, clerk, **voided)
    elif fate.end == End.RETURNED:
        back = {**said, "of": ApprovalStatus.ACCEPTED, "to": ApprovalStatus.REJECTED, "opinion": RETURNED}
        record(world, machine, Step.PROVINCE_RETURNED, fate.last_at, PROVINCE, **back)
