"""What each kind of job does, machine by machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from renewals.batch.checking import check_upload, is_manager
from renewals.batch.intake import checking as records
from renewals.batch.intake.making import hand_in_one, keep_one
from renewals.batch.jobs import note_progress
from renewals.batch.making import make_one, ready_rows, submit_one
from renewals.batch.papers.taking import match_pack
from renewals.batch.recognised.matching import match_pictures
from renewals.batch.recognised.proposing import take_all
from renewals.batch_words import JobKind
from renewals.models import BatchJob


def check(job: BatchJob) -> None:
    """校验: judge the job's workbook."""
    assert job.upload  # noqa: S101 - each check has its workbook
    if job.batch.is_intake:
        records.check_upload(job.upload, progress=partial(note_progress, job))
    else:
        check_upload(
            job.upload, by_manager=is_manager(job.asked_by.role), progress=partial(note_progress, job)
        )


def make(job: BatchJob) -> None:
    """生成申请: what an earlier worker has done is left out, because its rows are taken."""
    assert job.upload  # noqa: S101 - each making has its workbook
    rows = list(ready_rows(job.upload).select_related("machine__batch", "machine__device", "upload__batch"))
    before = max(job.total - len(rows), 0)
    for count, row in enumerate(rows, start=before + 1):
        if job.batch.is_intake:
            keep_one(row=row, user=job.asked_by)
        else:
            make_one(row=row, user=job.asked_by)
        note_progress(job, count, job.total)


def submit(job: BatchJob) -> None:
    """一并提交: the revisions that the person saw; what an earlier worker has handed in is left out."""
    hand_in = _hand_in_records if job.batch.is_intake else _hand_in_renewals
    hand_in(job)


def _hand_in_renewals(job: BatchJob) -> None:
    seen = job.values_seen()
    machines = job.batch.machines.filter(renewal_id__in=seen).select_related("renewal").order_by("id")
    for count, machine in enumerate(machines, start=1):
        renewal = machine.renewal
        if renewal and not (renewal.submitted_at and renewal.submitted_at >= job.asked_at):
            submit_one(machine=machine, revision=seen[renewal.pk], user=job.asked_by)
        note_progress(job, count, job.total)


def _hand_in_records(job: BatchJob) -> None:
    seen = job.values_seen()
    machines = job.batch.machines.filter(device_id__in=seen).select_related("device").order_by("id")
    for count, machine in enumerate(machines, start=1):
        handed_in = machine.device.submitted_at
        if not (handed_in and handed_in >= job.asked_at):
            hand_in_one(machine=machine, revision=seen[machine.device_id], user=job.asked_by)
        note_progress(job, count, job.total)


def papers(job: BatchJob) -> None:
    """匹配附件: what an earlier worker has looked at is left out."""
    assert job.pack  # noqa: S101 - each matching has its pack
    match_pack(job.pack, user=job.asked_by, progress=partial(note_progress, job))


def read(job: BatchJob) -> None:
    """按识别结果匹配: what was matched already is left out."""
    match_pictures(job.batch, user=job.asked_by, progress=partial(note_progress, job))


def take(job: BatchJob) -> None:
    """填入识别建议: what is filled already is blank no more."""
    take_all(job.batch, user=job.asked_by, progress=partial(note_progress, job))


WORK: dict[JobKind, Callable[[BatchJob], None]] = {
    JobKind.CHECK: check,
    JobKind.MAKE: make,
    JobKind.SUBMIT: submit,
    JobKind.PAPERS: papers,
    JobKind.READ: read,
    JobKind.TAKE: take,
}
