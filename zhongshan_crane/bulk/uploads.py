"""The rows of one hand-over to the province, and of the certificate where it has been issued."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from ground.digests import sm3_hex
from ground.glossary import Outcome, Step, UploadStatus
from provincial_sync.models import FailureClass, UploadState
from provincial_sync.payload import client_reference
from zhongshan_crane.bulk.fates import End, Fate
from zhongshan_crane.bulk.machines import Machine
from zhongshan_crane.bulk.steps import PROVINCE, SYSTEM, record
from zhongshan_crane.bulk.world import World

HOLD = dt.timedelta(minutes=10)
AWAY = "省网暂时无法连接，系统会自动再试。"
WRONG = "省网认为报送的资料有误：最大附着高度超出允许范围。"
BACK = "最大安装高度与使用说明书不一致，请核对后重新提交"
ISSUER = "广东省住房和城乡建设厅"
ALARM_AFTER = 8
PAPER = "certificate"  # the kind under which the one file of all certificates is kept
Columns = dict[str, Any]


def add_upload(
    world: World,
    machine: Machine,
    renewal_id: int,
    submission: tuple[int, str],
    fate: Fate,
    papers: list[dict[str, Any]],
) -> None:
    """The row of the outbox, its steps, and what came of it."""
    last, pk = fate.rounds[-1], world.uploads.next_id()
    assert last.decided_at  # noqa: S101 - an acceptance is a decision
    accepted_at = last.decided_at.isoformat(timespec="seconds")
    values = {**machine.values, "accepted_at": accepted_at}
    body = machine.texts.payload(last.number, papers).fill(values).encode()
    world.uploads.add(
        **{
            "id": pk,
            "renewal_id": renewal_id,
            "submission_id": submission[0],
            "client_ref": client_reference(machine.values["reference"], last.number),
            "body": body,
            "body_sm3": sm3_hex(body),
            "hold_until": last.decided_at + HOLD,
            "due_at": last.decided_at + HOLD,
            "created_at": last.decided_at,
            **_STATES[fate.end](world, pk, fate),
        }
    )
    _add_steps(world, machine, renewal_id, fate, last.decided_at)
    if fate.end == End.RETURNED:
        _add_return(world, renewal_id, submission[0], fate)
    elif fate.end == End.ISSUED:
        _add_certificate(world, machine, renewal_id, fate)


def _waiting(_world: World, _pk: int, _fate: Fate) -> Columns:
    return {"state": UploadState.WAITING}


def _troubled(world: World, _pk: int, fate: Fate) -> Columns:
    attempts = 1 + world.dice.randrange(12)
    alarmed = fate.last_at if attempts >= ALARM_AFTER else None
    return {
        "state": UploadState.WAITING,
        "attempts": attempts,
        "first_claimed_at": fate.last_at,
        "failure_class": FailureClass.TEMPORARY,
        "failure_code": "http_503",
        "last_error": AWAY,
        "alarmed_at": alarmed,
        "due_at": _soon(world),
    }


def _sent(world: World, pk: int, fate: Fate) -> Columns:
    return {
        **_received(pk, fate),
        "state": UploadState.SENT,
        "province_status": "PROCESSING",
        "polls": world.dice.randrange(40),
        "due_at": _soon(world),
    }


def _failed(world: World, _pk: int, fate: Fate) -> Columns:
    return {
        "state": UploadState.FAILED,
        "attempts": 1,
        "first_claimed_at": fate.last_at,
        "finished_at": fate.last_at,
        "failure_class": FailureClass.PERMANENT,
        "failure_code": "40001",
        "last_error": WRONG,
        "handled_at": fate.last_at if world.dice.random() < 0.5 else None,
    }


def _returned(_world: World, pk: int, fate: Fate) -> Columns:
    done = {"state": UploadState.RETURNED, "province_status": "RETURNED", "last_error": BACK}
    return {**_received(pk, fate), **done, "finished_at": fate.last_at}


def _issued(_world: World, pk: int, fate: Fate) -> Columns:
    done = {"state": UploadState.ISSUED, "province_status": "ISSUED", "finished_at": fate.last_at}
    return {**_received(pk, fate), **done}


_STATES: dict[End, Callable[[World, int, Fate], Columns]] = {
    End.WAITING: _waiting,
    End.TROUBLED: _troubled,
    End.SENT: _sent,
    End.FAILED: _failed,
    End.RETURNED: _returned,
    End.ISSUED: _issued,
}


def _received(pk: int, fate: Fate) -> Columns:
    at = fate.rounds[-1].decided_at
    return {
        "acceptance_number": f"SL{at:%Y%m%d}-B{pk:07d}",
        "first_claimed_at": at + HOLD if at else None,
        "sent_at": at + HOLD if at else None,
        "province_revision": 2,
    }


def _soon(world: World) -> dt.datetime:
    """When it is looked at next, within two days."""
    return world.fates.midnight + dt.timedelta(seconds=world.dice.random() * 172_800)


def _add_steps(world: World, machine: Machine, renewal_id: int, fate: Fate, accepted: dt.datetime) -> None:
    if fate.end == End.WAITING:
        return
    said: Columns = {"renewal_id": renewal_id, "round_number": fate.round}
    uploading = UploadStatus.UPLOADING
    started = {**said, "of": UploadStatus.NOT_UPLOADED, "to": uploading}
    record(world, machine, Step.UPLOAD_STARTED, accepted + HOLD, SYSTEM, **started)
    if fate.end == End.FAILED:
        cause = json.dumps({"cause": WRONG})
        failed = {**said, "of": uploading, "to": UploadStatus.FAILED, "detail": cause}
        record(world, machine, Step.UPLOAD_FAILED, fate.last_at, SYSTEM, **failed)
    elif fate.end == End.ISSUED:
        told = {"registration_number": machine.new_number, "certificate": _certificate_number(machine)}
        detail = json.dumps(told)
        issued = {**said, "of": uploading, "to": UploadStatus.UPLOADED, "detail": detail}
        record(world, machine, Step.CERTIFICATE_ISSUED, fate.last_at, PROVINCE, **issued)


def _add_return(world: World, renewal_id: int, submission_id: int, fate: Fate) -> None:
    world.decisions.add(
        id=world.decisions.next_id(),
        renewal_id=renewal_id,
        submission_id=submission_id,
        outcome=Outcome.PROVINCE_RETURNED,
        opinion=f"【省网退回】{BACK}",
        at=fate.last_at,
    )


def _add_certificate(world: World, machine: Machine, renewal_id: int, fate: Fate) -> None:
    issued_on = machine.issued_on
    assert issued_on  # noqa: S101 - it has its number
    world.certificates.add(
        id=world.certificates.next_id(),
        device_id=machine.pk,
        renewal_id=renewal_id,
        enterprise_id=machine.firm.pk,
        certificate_number=_certificate_number(machine),
        registration_number=machine.new_number,
        issued_on=issued_on,
        valid_until=issued_on + dt.timedelta(days=365 * 3),
        issuer=ISSUER,
        file_id=world.paper(PAPER).file_id,
        created_at=fate.last_at,
    )


def _certificate_number(machine: Machine) -> str:
    return f"BULK.{machine.new_number.replace('-', '')}.001"
