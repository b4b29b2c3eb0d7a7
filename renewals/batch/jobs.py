"""Work of a batch that takes longer than a page: asked for, claimed, done bit by bit, taken up again.

The row is the truth; the broker carries hints. A worker that dies loses its lease, and the next one goes on
where it stopped, because each machine's result is written with the machine's own step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import IntegrityError, transaction

from accounts.models import User
from ground import leasing
from ground.errors import StepRefused
from ground.leasing import LostLease as LostLease
from ground.leasing import note_progress as note_progress
from renewals.batch_words import JobKind
from renewals.models import Batch, BatchJob, BatchUpload, PaperPack

TASK, QUEUE = "renewals.tasks.work_on_batches", "long"
Kinds = Mapping[JobKind, Callable[[BatchJob], None]]
BUSY = "本批正在“{what}”，请等它完成后再操作。"
RELATED = ("batch__enterprise", "upload__file", "pack__file", "pack__batch", "asked_by")


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
    return leasing.claim_next(BatchJob.objects.all(), related=RELATED)


def work_through(kinds: Kinds) -> int:
    """Do everything that is due; how many jobs were taken. `kinds` says how each kind is done."""
    count = 0
    while job := claim_next():
        count += 1
        leasing.do_claimed(job, lambda job=job: kinds[JobKind(job.kind)](job))  # type: ignore[misc]
    return count


def wake() -> None:
    """Tell a worker that something is due; where the broker is away, the timetable does."""
    leasing.wake(TASK, QUEUE)
