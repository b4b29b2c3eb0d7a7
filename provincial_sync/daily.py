"""What runs once a day: the reconciliation and the administrators' mail. A run's row is its claim."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from provincial_sync.comparing import COMPARISONS, Run
from provincial_sync.digest import send_digest
from provincial_sync.discrepancies import close_unseen
from provincial_sync.file_checking import check_files
from provincial_sync.models import DailyRun, RunKind

SECONDS = 200.0  # of one reconciliation, below the limits of a task
ABANDONED = dt.timedelta(hours=1)  # a run that has not ended by then died
_log = structlog.get_logger("province")


def run_what_is_due(now: dt.datetime) -> list[str]:
    """The day's runs whose hour has come and that nobody has done yet; their kinds."""
    hour, done = timezone.localtime(now).hour, []
    if hour >= settings.RECONCILE_HOUR and (run := claim(RunKind.RECONCILIATION, now)):
        finish(run, reconcile(seconds=SECONDS))
        done.append(run.kind)
    if 0 <= settings.DIGEST_HOUR <= hour and (run := claim(RunKind.DIGEST, now)):
        finish(run, send_digest(now))
        done.append(run.kind)
    return done


def reconcile(*, seconds: float, repairs: bool = True) -> dict[str, Any]:
    """One whole comparison within about `seconds`; counts and what could not be finished.

    A comparison that breaks is noted as `broken` and holds up no other.
    """
    run, started = Run(until=time.monotonic() + seconds, repairs=repairs), timezone.now()
    unfinished: list[str] = []
    for kinds, compare in COMPARISONS:
        try:
            whole = compare(run)
        except OperationalError:
            raise
        except Exception:
            _log.exception("comparison broke", comparison=compare.__name__)
            whole = False
            run.counts["broken"] += 1
        if whole:
            run.counts["gone"] += close_unseen(list(kinds), since=started)
        else:
            unfinished.append(compare.__name__)
    position = check_files(run, after=_file_position())
    return {**run.counts, "unfinished": unfinished, "file_position": position}


def claim(kind: RunKind, now: dt.datetime) -> DailyRun | None:
    """Today's run for this worker, None where it is done or somebody is at it."""
    run, made = DailyRun.objects.get_or_create(
        kind=kind, day=timezone.localdate(now), defaults={"started_at": now}
    )
    if made:
        return run
    abandoned = DailyRun.objects.filter(pk=run.pk, finished_at__isnull=True, started_at__lt=now - ABANDONED)
    return run if abandoned.update(started_at=now) else None


def finish(run: DailyRun, outcome: dict[str, Any]) -> None:
    """Keep what the run found."""
    DailyRun.objects.filter(pk=run.pk).update(finished_at=timezone.now(), outcome=outcome)
    _log.info("daily run", kind=run.kind, **outcome)


def _file_position() -> int:
    """Where the last run stopped looking at files."""
    last = DailyRun.objects.filter(kind=RunKind.RECONCILIATION, finished_at__isnull=False)
    found = last.order_by("-day").values_list("outcome", flat=True).first()
    return int((found or {}).get("file_position", 0))
