"""Work of a batch that takes longer than a page: asked for, claimed, done bit by bit, taken up again.

The row is the truth; the broker carries hints. A worker that dies loses its lease, and the next one goes on
where it stopped, because each machine's result is written with the machine's own step.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping

from billiard.exceptions import SoftTimeLimitExceeded
from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from ground.errors import RuleBroken, StepRefused
from renewals.batch_words import JobKind, JobState
from renewals.models import Batch, BatchJob, BatchUpload, PaperPack

TASK, QUEUE = "renewals.tasks.work_on_batches", "long"
Kinds = Mapping[JobKind, Callable[[BatchJob], None]]
LEASE = dt.timedelta(seconds=120)
BUSY = "本批正在“{what}”，请等它完成后再操作。"
BROKEN = "处理中断，没有完成。请再试一次；仍然不行的，请联系系统管理员。"
TRIES = 5  # of a job whose worker died each time

_log = logging.getLogger(__name__)


class LostLease(Exception):  # noqa: N818 (not an error: another worker goes on)
    """The job is no longer this worker's."""


def ask(
    *,
    batch: Batch,
    kind: JobKind,
    user: User,
    upload: BatchUpload | None = None,
    pack: PaperPack | None = None,
    total: int = 0,
    seen: dict[int, int] | None = None,
) -> BatchJob:
    """Queue work and wake a worker after the commit; StepRefused while other work of the batch is open."""
    if under_way := batch.open_job():
        raise StepRefused("batch_busy", BUSY.format(what=under_way.kind_word))
    try:
        with transaction.atomic():
            job = BatchJob.objects.create(
                batch=batch, kind=kind, asked_by=user, upload=upload, pack=pack, total=total, seen=seen or {}
            )
    except IntegrityError as clash:
        raise StepRefused("batch_busy", BUSY.format(what=kind.label)) from clash
    transaction.on_commit(wake, robust=True)
    return job


def claim_next() -> BatchJob | None:
    """The oldest job that waits or whose worker is gone, now this worker's; None where there is none."""
    now = timezone.now()
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=now)
    for job in BatchJob.objects.filter(free).order_by("id")[:20]:
        taken = BatchJob.objects.filter(free, pk=job.pk, claim=job.claim)
        if taken.update(state=JobState.RUNNING, lease_until=now + LEASE, claim=F("claim") + 1) == 1:
            return BatchJob.objects.select_related(
                "batch__enterprise", "upload__file", "pack__file", "pack__batch", "asked_by"
            ).get(pk=job.pk)
    return None


def note_progress(job: BatchJob, done: int, total: int) -> None:
    """Write how far it is and renew the lease; LostLease where another worker has taken it over."""
    mine = BatchJob.objects.filter(pk=job.pk, claim=job.claim, state=JobState.RUNNING)
    if mine.update(done=done, total=total, lease_until=timezone.now() + LEASE) != 1:
        raise LostLease


def work_through(kinds: Kinds) -> int:
    """Do everything that is due; how many jobs were taken. `kinds` says how each kind is done."""
    count = 0
    while job := claim_next():
        count += 1
        _do(job, kinds)
    return count


def _do(job: BatchJob, kinds: Kinds) -> None:
    try:
        if job.claim > TRIES:
            raise RuleBroken("batch_broken", BROKEN)
        kinds[JobKind(job.kind)](job)
        _finish(job, JobState.DONE)
    except LostLease:
        _log.info("batch job taken over by another worker")
    except SoftTimeLimitExceeded:  # the next look goes on where this one stopped
        BatchJob.objects.filter(pk=job.pk, claim=job.claim).update(lease_until=timezone.now())
        raise
    except RuleBroken as refusal:
        _finish(job, JobState.FAILED, refusal.message)
    except Exception:
        _log.exception("batch job failed")
        _finish(job, JobState.FAILED, BROKEN)


def _finish(job: BatchJob, state: JobState, problem: str = "") -> None:
    mine = BatchJob.objects.filter(pk=job.pk, claim=job.claim, state=JobState.RUNNING)
    mine.update(state=state, problem=problem[:400], lease_until=None)


def wake() -> None:
    """Tell a worker that something is due; where the broker is away, the timetable does."""
    try:
        current_app.send_task(TASK, queue=QUEUE)
    except OperationalError:
        _log.warning("broker away, the timetable will work on the batch")
