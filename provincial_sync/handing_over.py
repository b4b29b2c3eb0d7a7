"""Handing one upload over and recording how it ended; HTTP and transactions never overlap."""

from __future__ import annotations

import random

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from devices.models.catalogue import catalogue_of
from provincial_sync import claiming, messages
from provincial_sync.alarms import alarm_failed, alarm_stuck
from provincial_sync.attempting import Attempt
from provincial_sync.causes import field_sentences
from provincial_sync.messages import FailureKind, ProvinceFailure, Receipt
from provincial_sync.models import FailureClass, Upload, UploadState
from provincial_sync.neighbour import HELD_BACK, province_for
from provincial_sync.pacing import poll_wait, retry_wait
from renewals.services.following import mark_upload_failed

FINAL = {messages.ISSUED, messages.RETURNED}
RELEASED = {"lease": "", "leased_until": None}
UNTROUBLED = {"failure_class": "", "failure_code": "", "last_error": "", "alarmed_at": None}
_log = structlog.get_logger("province")


def hand_over(upload: Upload) -> ProvinceFailure | None:
    """Bring one claimed upload to the province and record how it ended; None means that it is there.

    Safe to repeat at any point: the province knows the renewal by our own number and its bytes.
    """
    attempt = Attempt(upload, province_for(upload.pk))
    try:
        _record_receipt(upload, attempt.run())
    except ProvinceFailure as failure:
        _record_failure(attempt, failure)
        return failure
    except Exception:
        _log.exception("hand-over broke", upload=upload.pk)
        attempt.doubtful = True
        broken = ProvinceFailure(FailureKind.UNCERTAIN, "internal", "本网处理时出错，系统会自动核对后再试。")
        _try_later(attempt, broken)
        return broken
    return None


def _record_receipt(upload: Upload, receipt: Receipt) -> None:
    now = timezone.now()
    first = settings.PROVINCE_POLL_SECONDS
    pause = poll_wait(0, first=first, slowest=settings.PROVINCE_POLL_SLOWEST_SECONDS, chance=random.random())  # noqa: S311
    try:
        with transaction.atomic():
            claiming.mine(upload).update(
                state=UploadState.SENT,
                acceptance_number=receipt.acceptance_number,
                province_status=receipt.status,
                province_revision=0,
                sent_at=now,
                due_at=now if receipt.status in FINAL else now + pause,
                attempts=0,
                **RELEASED,
                **UNTROUBLED,
            )
    except IntegrityError as clash:
        text = f"省网给出的受理号 {receipt.acceptance_number} 已属于本网另一件，系统会再次核对。"
        raise ProvinceFailure(FailureKind.UNCERTAIN, "number_shared", text) from clash


def _record_failure(attempt: Attempt, failure: ProvinceFailure) -> None:
    if failure.code == HELD_BACK:
        _put_back(attempt, failure)
    elif failure.kind == FailureKind.PERMANENT:
        fail_for_good(attempt.upload, code=failure.code, cause=_cause(attempt.upload, failure))
    else:
        _try_later(attempt, failure)


def _put_back(attempt: Attempt, failure: ProvinceFailure) -> None:
    """Nothing was tried: the row is as before the claim, due when calls may be made again."""
    upload = attempt.upload
    pause = retry_wait(0, minutes=(0,), chance=0, at_least=failure.retry_after)
    claiming.mine(upload).update(
        due_at=timezone.now() + pause,
        attempts=upload.attempts - 1,
        failure_class=FailureClass.UNCERTAIN if attempt.doubtful else _clear_class(upload),
        **RELEASED,
    )


def _clear_class(upload: Upload) -> str:
    """The class before the claim; a doubt that this try has resolved is gone."""
    return "" if upload.failure_class == FailureClass.UNCERTAIN else upload.failure_class


def _try_later(attempt: Attempt, failure: ProvinceFailure) -> None:
    upload, now = attempt.upload, timezone.now()
    pause = retry_wait(
        upload.attempts,
        minutes=settings.UPLOAD_RETRY_MINUTES,
        chance=random.random(),  # noqa: S311
        at_least=failure.retry_after,
    )
    kind = FailureKind.UNCERTAIN if attempt.doubtful else failure.kind
    claiming.mine(upload).update(
        due_at=now + pause,
        failure_class=kind.value,
        failure_code=failure.code[:20],
        last_error=failure.message,
        **RELEASED,
    )
    alarm_stuck(upload, upload.attempts, failure.message, now)


@transaction.atomic
def fail_for_good(upload: Upload, *, code: str, cause: str) -> None:
    """上传异常: the row stops with its cause and waits for a person; nothing where the lease was lost."""
    stopped = claiming.mine(upload).update(
        state=UploadState.FAILED,
        failure_class=FailureClass.PERMANENT,
        failure_code=code[:20],
        last_error=cause,
        finished_at=timezone.now(),
        handled_at=None,
        **RELEASED,
    )
    if stopped:
        mark_upload_failed(renewal_id=upload.renewal_id, cause=cause)
        alarm_failed(upload, cause)


def _cause(upload: Upload, failure: ProvinceFailure) -> str:
    if failure.code == "40001" and failure.errors:
        submission = upload.submission
        category = catalogue_of(submission.catalogue_version_id).category(submission.body["category"])
        return f"省网认为报送的资料有误：{field_sentences(failure.errors, bytes(upload.body), category)}"
    return failure.message
