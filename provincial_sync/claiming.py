"""Taking rows of the outbox into one worker's hands; a lease that runs out gives them back to all.

The conditional UPDATE decides: a row that somebody else holds is not updated. On PostgreSQL SKIP LOCKED
lets many workers pass one another; SQLite ignores it and lets one writer in at a time.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from provincial_sync.models import FailureClass, Upload, UploadQuerySet, UploadState
from renewals.services.following import mark_upload_started

BATCH = 100  # the contract's limit of one status query
_log = structlog.get_logger("province")


def lease() -> dt.timedelta:
    """How long a claim stands: above the hard time limit of a task, so who holds one is at work or dead."""
    return dt.timedelta(seconds=settings.UPLOAD_LEASE_SECONDS)


def waiting(now: dt.datetime, ids: Collection[int] | None = None) -> UploadQuerySet:
    """What may be handed over at `now`: everything due, or of `ids` what is no longer held back."""
    rows = _free(UploadState.WAITING, now)
    return rows.filter(due_at__lte=now) if ids is None else rows.filter(pk__in=ids, hold_until__lte=now)


def sent(now: dt.datetime, ids: Collection[int] | None = None) -> UploadQuerySet:
    """What may be asked about at `now`: everything due, or `ids`."""
    rows = _free(UploadState.SENT, now)
    return rows.filter(due_at__lte=now) if ids is None else rows.filter(pk__in=ids)


@transaction.atomic
def claim_waiting(candidates: UploadQuerySet, *, now: dt.datetime) -> Upload | None:
    """One upload to hand over, None where all are taken; 上传状态 becomes 上传中 at the first claim.

    `failure_class` of the returned row says how the try before ended; in the database it becomes uncertain
    until this try has its answer, so that a worker that dies in between leaves a truthful row.
    """
    claimed = _take(
        candidates,
        now=now,
        limit=1,
        attempts=F("attempts") + 1,
        failure_class=FailureClass.UNCERTAIN,
        first_claimed_at=Coalesce(F("first_claimed_at"), now),
    )
    if not claimed:
        return None
    upload = claimed[0]
    upload.attempts += 1
    if upload.first_claimed_at is None:
        upload.first_claimed_at = now
        return upload if _started(upload, now) else None
    return upload


@transaction.atomic
def claim_sent(candidates: UploadQuerySet, *, now: dt.datetime) -> list[Upload]:
    """Up to 100 uploads for one status query, without their bodies."""
    return _take(candidates.defer("body"), now=now, limit=BATCH)


def mine(upload: Upload) -> UploadQuerySet:
    """The row as long as this worker holds it: the condition of every write after a claim."""
    return Upload.objects.filter(pk=upload.pk, state=upload.state, lease=upload.lease)


def keep(upload: Upload, *, now: dt.datetime) -> bool:
    """Begin the lease anew before a slow step; False where another worker has taken the row."""
    return mine(upload).update(leased_until=now + lease()) == 1


def _started(upload: Upload, now: dt.datetime) -> bool:
    """Show 上传中; a renewal that refuses is put aside for a while, so that it holds up no other."""
    try:
        with transaction.atomic():
            mark_upload_started(renewal_id=upload.renewal_id)
    except Exception:
        _log.exception("upload not started", upload=upload.pk)
        mine(upload).update(
            due_at=now + lease(),
            first_claimed_at=None,
            failure_class="",
            lease="",
            leased_until=None,
            last_error="本网更新上传状态时出错，系统会自动再试。",
        )
        return False
    return True


def _free(state: UploadState, now: dt.datetime) -> UploadQuerySet:
    unleased = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    return Upload.objects.filter(unleased, state=state)


def _take(candidates: UploadQuerySet, *, now: dt.datetime, limit: int, **changes: Any) -> list[Upload]:
    locked = candidates.select_for_update(skip_locked=True, of=("self",))
    rows = list(locked.order_by("due_at", "id")[:limit])
    token = uuid.uuid4().hex
    taken = candidates.order_by().filter(pk__in=[row.pk for row in rows])
    if rows and taken.update(lease=token, leased_until=now + lease(), **changes) != len(rows):
        held = set(Upload.objects.filter(lease=token).values_list("pk", flat=True))
        rows = [row for row in rows if row.pk in held]
    for row in rows:
        row.lease, row.leased_until = token, now + lease()
    return rows
