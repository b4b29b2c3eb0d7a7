"""Writes that people and the acceptance make on the outbox."""

from __future__ import annotations

import datetime as dt

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import ZHONGSHAN_REGION, User
from accounts.policies import Action, require
from audit.actors import Actor
from devices.models.catalogue import catalogue_of
from ground.digests import sm3_hex
from ground.errors import RuleBroken, StepRefused
from ground.glossary import ActorKind
from ground.inserting import insert_rows
from provincial_sync import neighbour
from provincial_sync.messages import ProvinceFailure
from provincial_sync.models import UNFINISHED, FailureClass, NoteKind, Upload, UploadNote, UploadState
from provincial_sync.payload import client_reference, renewal_bytes
from renewals.models import RenewalApplication, Submission
from renewals.services import following

TOO_LATE = "此件已开始报送省网(或暂缓时间已过)，不能再撤销接受。需要更正的，请联系省网退回。"
HAND_OVER = "provincial_sync.tasks.hand_over_due"  # by name: the tasks import what imports this
NOT_TAKEN = frozenset({"40001", "40002"})  # answers by which the province says itself that it took nothing
_log = structlog.get_logger("province")


@transaction.atomic(savepoint=False)
def enqueue(*, renewal: RenewalApplication, submission: Submission, supersedes: str) -> Upload:
    """Write the hand-over of an accepted submission, its bytes frozen, in the acceptance's transaction.

    `supersedes` is the machine's last returned hand-over (`returned_of`), empty where none was returned.
    It waits HANDOVER_HOLD_SECONDS, in which the acceptance can be revoked.
    """
    now = timezone.now()
    hold_until = now + dt.timedelta(seconds=settings.HANDOVER_HOLD_SECONDS)
    body = renewal_bytes(
        body=submission.body,
        attachments=submission.attachments,
        catalogue=catalogue_of(submission.catalogue_version_id),
        region_code=ZHONGSHAN_REGION,
        supersedes=supersedes,
        accepted_at=timezone.localtime(now),
    )
    upload = Upload(
        renewal=renewal,
        submission=submission,
        client_ref=client_reference(renewal.reference, submission.round),
        supersedes=supersedes,
        body=body,
        body_sm3=sm3_hex(body),
        hold_until=hold_until,
        due_at=hold_until,
        created_at=now,
    )
    insert_rows([upload])
    if hold_until <= now:
        _kick()
    return upload


@transaction.atomic
def revoke_acceptance(*, renewal_id: int, revision: int, reviewer: User, reason: str) -> None:
    """撤销接受: stop the upload while it is held and untouched, and send the renewal back with the reason.

    Raises StepRefused once the hold is over or a worker has begun, RuleBroken without a reason.
    """
    require(reviewer, Action.REVOKE_ACCEPTANCE)
    now = timezone.now()
    held = Upload.objects.filter(
        renewal_id=renewal_id,
        state=UploadState.WAITING,
        first_claimed_at__isnull=True,
        hold_until__gt=now,
    )
    if held.update(state=UploadState.CANCELLED, finished_at=now) != 1:
        raise StepRefused("hold_over", TOO_LATE)
    following.revoke_acceptance(renewal_id=renewal_id, revision=revision, reviewer=reviewer, reason=reason)


@transaction.atomic
def retry_now(upload: Upload, actor: Actor) -> None:
    """立即重试: due at once, and out of 上传异常; what may have arrived is asked for before it is sent again.

    Raises StepRefused where the upload is finished or its acceptance is still held back.
    """
    now, row = timezone.now(), Upload.objects.filter(pk=upload.pk)
    neighbour.end_pause()
    fresh = {"due_at": now, "attempts": 0, "alarmed_at": None, "handled_at": None}
    if row.filter(state=UploadState.FAILED).update(
        state=_state_after_failure(upload), failure_class=FailureClass.UNCERTAIN, finished_at=None, **fresh
    ):
        following.mark_upload_retried(renewal_id=upload.renewal_id, actor=actor)
    elif not row.filter(state__in=UNFINISHED, hold_until__lte=now).update(**fresh):
        raise StepRefused("nothing_to_retry", "此件已办结、已撤销或仍在暂缓期内，不需要重试。")
    _note(upload, NoteKind.RETRIED, actor)
    _kick()


@transaction.atomic
def send_again(upload: Upload, actor: Actor, reason: str) -> None:
    """重新报送: hand the same bytes over anew, from the files on.

    The province is asked for our number first, so where it still has the renewal nothing doubles. Raises
    RuleBroken without a reason of five characters, StepRefused unless the upload is 上传异常 or 省网办理中.
    """
    reason = _required(reason, "请写明重新报送的原因(至少 5 个字)。")
    neighbour.end_pause()
    row = Upload.objects.filter(pk=upload.pk)
    fresh = {
        "state": UploadState.WAITING,
        "failure_class": FailureClass.UNCERTAIN,
        "acceptance_number": None,
        "province_status": "",
        "province_revision": 0,
        "due_at": timezone.now(),
        "attempts": 0,
        "alarmed_at": None,
        "handled_at": None,
        "finished_at": None,
        "lease": "",
        "leased_until": None,
    }
    if row.filter(state=UploadState.FAILED).update(**fresh):
        following.mark_upload_retried(renewal_id=upload.renewal_id, actor=actor)
    elif not row.filter(state=UploadState.SENT).update(**fresh):
        text = "只有“上传异常”或“省网办理中”的件才能重新报送，请刷新页面查看当前状态。"
        raise StepRefused("nothing_to_send", text)
    _note(upload, NoteKind.RESENT, actor, reason)
    _kick()


@transaction.atomic
def mark_handled(upload: Upload, actor: Actor, text: str) -> None:
    """标记处理: a person is at it outside of the system; it no longer counts as untouched.

    Raises RuleBroken without a note of five characters, StepRefused where there is nothing to handle.
    """
    text = _required(text, "请写明如何处理(至少 5 个字)。")
    troubled = Upload.objects.filter(pk=upload.pk).filter(
        Q(state=UploadState.FAILED) | Q(state__in=UNFINISHED, alarmed_at__isnull=False)
    )
    if not troubled.update(handled_at=timezone.now()):
        raise StepRefused(
            "nothing_to_handle", "只有“上传异常”或“告警”的件需要标记处理，请刷新页面查看当前状态。"
        )
    _note(upload, NoteKind.HANDLED, actor, text)


def _note(upload: Upload, kind: NoteKind, actor: Actor, text: str = "") -> None:
    by = int(actor.id) if actor.kind == ActorKind.PERSON and actor.id.isdecimal() else None
    UploadNote.objects.create(upload_id=upload.pk, kind=kind, text=text, by_id=by)


def _required(text: str, sentence: str) -> str:
    text = text.strip()
    if len(text) < 5:
        raise RuleBroken("text_missing", sentence, path="text")
    if len(text) > 500:
        raise RuleBroken("text_long", "说明最多 500 字，请精简。", path="text")
    return text


def turn_back(upload: Upload, cause: str, actor: Actor) -> None:
    """Turn 上传异常 into 不接受备案 with the cause, so that the firm can correct its data.

    Only where the province provably did not take it: its last answer said so, or it does not know our number
    when asked now. Raises RuleBroken for a cause under five characters, StepRefused otherwise.
    """
    cause = cause.strip()
    if len(cause) < 5:
        raise RuleBroken("cause_missing", "请写明原因(至少 5 个字)，企业将按此更正。", path="cause")
    upload = Upload.objects.get(pk=upload.pk)
    if upload.state != UploadState.FAILED:
        raise StepRefused("not_failed", "只有“上传异常”的件才能转为不接受备案，请刷新页面查看当前状态。")
    _require_not_taken(upload)
    _turn_back(upload, cause, actor)


@transaction.atomic
def _turn_back(upload: Upload, cause: str, actor: Actor) -> None:
    stopped = Upload.objects.filter(pk=upload.pk, state=UploadState.FAILED)
    if stopped.update(state=UploadState.CANCELLED, finished_at=timezone.now()) != 1:
        raise StepRefused("stale", "此件的状态刚刚有变化，请刷新页面后再办理。")
    following.turn_back(renewal_id=upload.renewal_id, cause=cause, actor=actor)


def _require_not_taken(upload: Upload) -> None:
    """Raise StepRefused unless it is proven that the province has nothing under our number."""
    if upload.acceptance_number:
        raise StepRefused("taken", "省网已受理此件，不能转为不接受备案。请联系省网办理退回。")
    if upload.failure_code in NOT_TAKEN:
        return
    try:
        receipt = neighbour.province_for(upload.pk).find(client_ref=upload.client_ref)
    except ProvinceFailure as failure:
        text = f"暂时无法向省网核实是否已收到此件：{failure.message}请稍后再试。"
        raise StepRefused("unproven", text) from failure
    if receipt is not None:
        raise StepRefused(
            "taken", "省网已有此报送编号的件，不能转为不接受备案。请与省网核对，或点“立即重试”。"
        )


def returned_of(device_id: int | OuterRef) -> QuerySet[Upload, str]:
    """Our numbers of the machine's returned hand-overs, of whichever renewal, the last one first."""
    returned = Upload.objects.filter(renewal__device_id=device_id, state=UploadState.RETURNED)
    return returned.order_by("-finished_at", "-id").values_list("client_ref", flat=True)


def _state_after_failure(upload: Upload) -> UploadState:
    """Back to where it stopped: asked about where the province has it, else handed over."""
    return UploadState.SENT if upload.acceptance_number else UploadState.WAITING


def _kick() -> None:
    """Wake a worker after the commit; where the broker is away, the timetable does it seconds later."""
    transaction.on_commit(lambda: wake(HAND_OVER), robust=True)


def wake(task: str) -> bool:
    """Let a worker run the task at once; False where the broker is away, and the timetable does it later."""
    try:
        current_app.send_task(task)
    except OperationalError:
        _log.warning("broker away, the timetable will do it", task=task)
        return False
    return True
