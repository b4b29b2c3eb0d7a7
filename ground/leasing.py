"""Work of minutes that a worker does piece by piece: claimed by an UPDATE, taken up again where a worker died.

The row of the work is the truth; the broker carries hints. It has the columns `state` (JobState), `lease_until`,
`claim`, `done`, `total` and `problem`. Each progress renews the lease; the claim's number tells a worker that
another one goes on.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from billiard.exceptions import SoftTimeLimitExceeded
from celery import current_app
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from ground.errors import RuleBroken
from ground.glossary import Worded

J = TypeVar("J", bound=models.Model)

LEASE = dt.timedelta(seconds=120)
BROKEN = "处理中断，没有完成。请再试一次；仍然不行的，请联系系统管理员。"
TRIES = 5  # of work whose worker died each time
LOOKED_AT = 20  # rows that one look tries to claim

_log = logging.getLogger(__name__)


class JobState(Worded):
    """How far a piece of work is."""

    WAITING = "waiting", "等待处理"
    RUNNING = "running", "处理中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"

    @property
    def tone(self) -> str:
        """The colour family in which the state is shown."""
        return {"done": "ok", "failed": "bad"}.get(self.value, "go")


OPEN = (JobState.WAITING, JobState.RUNNING)


class LostLease(Exception):  # noqa: N818 (not an error: another worker goes on)
    """The work is no longer this worker's."""


def claim_next(jobs: models.QuerySet[J], *, related: tuple[str, ...] = ()) -> J | None:
    """The oldest of `jobs` that waits or whose worker is gone, now this worker's; None where there is none."""
    now = timezone.now()
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=now)
    for job in jobs.filter(free).order_by("id")[:LOOKED_AT]:
        taken = jobs.filter(free, pk=job.pk, claim=job.claim)  # type: ignore[attr-defined]
        if taken.update(state=JobState.RUNNING, lease_until=now + LEASE, claim=F("claim") + 1) == 1:
            return jobs.select_related(*related).get(pk=job.pk)
    return None


def note_progress(job: models.Model, done: int, total: int) -> None:
    """Write how far it is and renew the lease; LostLease where another worker has taken it over."""
    if _mine(job).update(done=done, total=total, lease_until=timezone.now() + LEASE) != 1:
        raise LostLease


def do_claimed(job: Any, work: Callable[[], None], *, tries: int = TRIES) -> None:
    """Do the claimed work and write how it ended; a worker that must stop leaves it to the next one.

    `tries` bounds how many workers may begin it, whether they died or ran out of time.
    """
    try:
        if job.claim > tries:
            raise RuleBroken("work_broken", BROKEN)
        work()
        _finish(job, JobState.DONE)
    except LostLease:
        _log.info("work taken over by another worker")
    except SoftTimeLimitExceeded:  # the next look goes on where this one stopped
        _mine(job).update(lease_until=timezone.now())
        raise
    except RuleBroken as refusal:
        _finish(job, JobState.FAILED, refusal.message)
    except Exception:
        _log.exception("work failed")
        _finish(job, JobState.FAILED, BROKEN)


def wake(task: str, queue: str) -> None:
    """Tell a worker that something is due; where the broker is away, the timetable does."""
    try:
        current_app.send_task(task, queue=queue)
    except OperationalError:
        _log.warning("broker away, the timetable will do the work")


def _finish(job: models.Model, state: JobState, problem: str = "") -> None:
    _mine(job).update(state=state, problem=problem[:400], lease_until=None)


def _mine(job: Any) -> models.QuerySet[Any]:
    return type(job)._base_manager.filter(pk=job.pk, claim=job.claim, state=JobState.RUNNING)
