"""What the workers do for renewals; a task carries nothing, the truth is on the rows."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from devices.aging import judge_stale
from renewals.batch.jobs import QUEUE, TASK, work_through
from renewals.batch.work import WORK
from renewals.models import RenewalApplication
from renewals.readiness import refresh_all
from renewals.reminding import remind_all
from renewals.services.accepting_many import accept_what_waits
from renewals.services.moving import move_all
from renewals.services.submitting_many import QUEUE as JOB_QUEUE
from renewals.services.submitting_many import TASK as JOB_TASK
from renewals.services.submitting_many import forget_old, submit_what_waits
from renewals.waiting_times import measure

SECONDS = 280  # below the broker's patience: what is not done by then goes on with the next look
SECONDS_TO_JUDGE = 20


@shared_task(name=TASK, queue=QUEUE, soft_time_limit=SECONDS, time_limit=SECONDS + 10)
def work_on_batches() -> None:
    """Accept what reviewers accept in one go; check, make and hand in what is due of all batches."""
    accept_what_waits()
    work_through(WORK)


@shared_task(name=JOB_TASK, queue=JOB_QUEUE, soft_time_limit=SECONDS, time_limit=SECONDS + 10)
def submit_for_interface() -> None:
    """Hand in what firms' own systems have left to a worker."""
    submit_what_waits()


@shared_task(name="renewals.tasks.forget_interface_jobs")
def forget_interface_jobs() -> None:
    """Delete the results of jobs that ended long ago."""
    forget_old(timezone.now())


@shared_task(name="renewals.tasks.remind")
def remind() -> None:
    """Remind firms of the deadline and of what runs out; repeating it changes nothing."""
    remind_all(timezone.localdate())


@shared_task(name="renewals.tasks.judge_drafts")
def judge_drafts() -> None:
    """Run the pre-check on drafts that were changed since."""
    refresh_all(seconds=SECONDS_TO_JUDGE)


@shared_task(name="renewals.tasks.move_drafts")
def move_drafts() -> None:
    """Move drafts to the catalogue version in force."""
    move_all(seconds=SECONDS_TO_JUDGE)


@shared_task(name="renewals.tasks.judge_ages")
def judge_ages() -> None:
    """Judge the ages in open renewals whose kept days rest on other assumptions of the city."""
    judge_stale(RenewalApplication.objects.open(), seconds=SECONDS_TO_JUDGE)


@shared_task(name="renewals.tasks.measure_waiting_times")
def measure_waiting_times() -> None:
    """Measure how long reviews and certificates took lately."""
    measure(timezone.now())
