"""Work on imports: asked for by a person, done by a worker bit by bit (`ground.leasing`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import IntegrityError, transaction

from accounts.models import User
from devices.import_words import ImportWork
from devices.models import ImportJob, RegisterImport
from ground import leasing
from ground.errors import StepRefused

TASK, QUEUE = "devices.tasks.work_on_imports", "long"
BUSY = "本次导入正在“{what}”，请等它完成后再操作。"
TRIES = 50  # a large register takes several of a worker's turns
Works = Mapping[ImportWork, Callable[[ImportJob], None]]


def ask(*, run: RegisterImport, work: ImportWork, user: User, total: int = 0) -> ImportJob:
    """Queue work and wake a worker after the commit; StepRefused while other work on the file is open."""
    if under_way := run.open_job():
        raise StepRefused("import_busy", BUSY.format(what=under_way.work_word.label))
    try:
        with transaction.atomic():
            job = ImportJob.objects.create(run=run, work=work, asked_by=user, total=total)
    except IntegrityError as clash:
        raise StepRefused("import_busy", BUSY.format(what=work.label)) from clash
    transaction.on_commit(wake, robust=True)
    return job


def claim_next() -> ImportJob | None:
    """The oldest work that waits or whose worker is gone, now this worker's; None where there is none."""
    return leasing.claim_next(ImportJob.objects.all(), related=("run__file", "asked_by"))


def work_through(works: Works) -> int:
    """Do everything that is due; how many pieces of work were taken."""
    count = 0
    while job := claim_next():
        count += 1
        leasing.do_claimed(job, lambda job=job: works[ImportWork(job.work)](job), tries=TRIES)  # type: ignore[misc]
    return count


def wake() -> None:
    """Tell a worker that something is due; where the broker is away, the timetable does."""
    leasing.wake(TASK, QUEUE)
