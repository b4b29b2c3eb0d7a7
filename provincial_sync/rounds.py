"""One round of work, bounded in time; workers and the foreground command run the same ones."""

from __future__ import annotations

import time
from collections import Counter

import structlog
from django.utils import timezone

from provincial_sync import claiming
from provincial_sync.handing_over import hand_over
from provincial_sync.messages import FailureKind, ProvinceFailure
from provincial_sync.models import Upload, UploadState
from provincial_sync.neighbour import HELD_BACK, held_until
from provincial_sync.polling import ask_about

PATIENCE = 3  # failures in a row after which the province is left alone until the next round
_log = structlog.get_logger("province")


def hand_over_round(*, seconds: float, everyone: bool = False) -> Counter[str]:
    """Hand over what is due, for at most `seconds` plus one upload; counts of handed_over, later, failed.

    `everyone` takes also those whose next try is not yet due (never those that are held back).
    Nothing to do costs one query.
    """
    until, outcome, in_a_row = time.monotonic() + seconds, Counter[str](), 0
    ids = _ids(UploadState.WAITING) if everyone else None
    while time.monotonic() < until and in_a_row < PATIENCE:
        now = timezone.now()
        candidates = claiming.waiting(now, ids)
        if not candidates.exists() or held_until(now):
            break
        upload = claiming.claim_waiting(candidates, now=now)
        if upload is None:
            break
        if ids is not None:
            ids.discard(upload.pk)
        failure = hand_over(upload)
        outcome[_word(failure)] += 1
        in_a_row = in_a_row + 1 if _is_away(failure) else 0
        if failure is not None and failure.code == HELD_BACK:
            break  # nobody may call now, or all places are taken
    return outcome


def poll_round(*, seconds: float, everyone: bool = False) -> Counter[str]:
    """Ask about what is due, 100 at a time, for at most `seconds` plus one batch.

    Counts of issued, returned, pending, later, forgotten, failed. `everyone` asks also what is not due.
    """
    until, outcome = time.monotonic() + seconds, Counter[str]()
    ids = _ids(UploadState.SENT) if everyone else None
    while time.monotonic() < until:
        now = timezone.now()
        candidates = claiming.sent(now, ids)
        if not candidates.exists() or held_until(now):
            break
        uploads = claiming.claim_sent(candidates, now=now)
        if ids is not None:
            ids.difference_update(upload.pk for upload in uploads)
        counts, failure = ask_about(uploads) if uploads else (Counter[str](), None)
        outcome.update(counts)
        if failure or not uploads:
            break
    return +outcome


def _ids(state: UploadState) -> set[int]:
    return set(Upload.objects.filter(state=state).values_list("pk", flat=True))


def _word(failure: ProvinceFailure | None) -> str:
    if failure is None:
        return "handed_over"
    return "failed" if failure.kind == FailureKind.PERMANENT else "later"


def _is_away(failure: ProvinceFailure | None) -> bool:
    """Whether the failure tells of the province rather than of one upload; a pause ends the round at once."""
    return failure is not None and failure.kind != FailureKind.PERMANENT and failure.code != HELD_BACK
