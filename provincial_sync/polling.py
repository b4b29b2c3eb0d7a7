"""Asking about everything not final: one request for 100 numbers, one write for each kind of answer."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Iterable

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ground.errors import RuleBroken
from provincial_sync import claiming, messages
from provincial_sync.alarms import alarm_stuck
from provincial_sync.handing_over import RELEASED, UNTROUBLED
from provincial_sync.issuing import take_certificate
from provincial_sync.messages import ProvinceFailure, Statuses, StatusItem
from provincial_sync.models import FailureClass, Upload, UploadState
from provincial_sync.neighbour import HELD_BACK, province_for
from provincial_sync.pacing import poll_wait
from renewals.services.following import return_from_province

_log = structlog.get_logger("province")


def ask_about(uploads: list[Upload]) -> tuple[Counter[str], ProvinceFailure | None]:
    """Ask once about at most 100 claimed uploads and act on each answer; counts of what became of them."""
    try:
        answer = province_for().statuses([str(upload.acceptance_number) for upload in uploads])
    except ProvinceFailure as failure:
        _put_off(uploads, failure)
        return Counter(later=len(uploads)), failure
    outcome: Counter[str] = Counter()
    unchanged: dict[tuple[str, int, int], list[Upload]] = defaultdict(list)
    newest = _newest(answer)
    for upload in uploads:
        item = newest.get(str(upload.acceptance_number))
        if item is None and upload.acceptance_number in answer.unknown:
            outcome["forgotten"] += _hand_over_again(upload)
        elif problem := _contradiction(upload, item):
            outcome["later"] += put_off_one(upload, "not_final", problem)
        elif item and item.revision >= upload.province_revision and item.status in _TAKERS:
            outcome[_settle(upload, item)] += 1
        else:
            unchanged[_present(upload, item)].append(upload)
    note_unchanged(unchanged)
    outcome["pending"] += sum(map(len, unchanged.values()))
    return outcome, None


def _newest(answer: Statuses) -> dict[str, StatusItem]:
    """Of a number that comes twice only the higher revision counts."""
    ordered = sorted(answer.items, key=lambda item: item.revision)
    return {item.acceptance_number: item for item in ordered}


def _contradiction(upload: Upload, item: StatusItem | None) -> str:
    """Why an answer cannot be acted upon, empty where it can (contract, section "Edges")."""
    if item is None:
        return ""
    if item.client_ref != upload.client_ref:
        return f"省网称受理号 {item.acceptance_number} 属于另一报送编号，系统会继续核对。"
    if item.status == messages.ISSUED and item.certificate is None:
        return "省网称已办结，但没有给出完整的证照信息，系统会继续核对。"
    return ""


def _settle(upload: Upload, item: StatusItem) -> str:
    """Act on a final status; a fault of one upload holds up no other."""
    try:
        return _TAKERS[item.status](upload, item)
    except RuleBroken as refusal:  # a page and a worker met; asked again, it will have settled
        put_off_one(upload, refusal.code, refusal.message)
    except Exception:
        _log.exception("result not taken over", upload=upload.pk)
        put_off_one(upload, "internal", "本网接收省网结果时出错，系统会自动再试。")
    return "later"


def _take_issue(upload: Upload, item: StatusItem) -> str:
    if not claiming.keep(upload, now=timezone.now()) or item.certificate is None:
        return "later"
    try:
        return take_certificate(upload, item, item.certificate)
    except ProvinceFailure as failure:
        put_off_one(upload, failure.code, failure.message, at_least=failure.retry_after)
        return "later"


@transaction.atomic
def _take_return(upload: Upload, item: StatusItem) -> str:
    """省网退回: the renewal becomes 不接受备案 with the reason; once, however often it is told."""
    taken = claiming.mine(upload).update(
        state=UploadState.RETURNED,
        province_status=item.status,
        province_revision=item.revision,
        finished_at=timezone.now(),
        attempts=0,
        **RELEASED,
        **(UNTROUBLED | {"last_error": item.reason}),
    )
    if taken:
        return_from_province(renewal_id=upload.renewal_id, reason=item.reason)
    return "returned"


_TAKERS = {messages.ISSUED: _take_issue, messages.RETURNED: _take_return}


def _hand_over_again(upload: Upload) -> int:
    """A number that the province no longer knows (it was restored): the same body goes over again."""
    return claiming.mine(upload).update(
        state=UploadState.WAITING,
        acceptance_number=None,
        province_status="",
        province_revision=0,
        polls=F("polls") + 1,
        attempts=0,
        due_at=timezone.now() + _pause(upload.polls),
        **RELEASED,
        **UNTROUBLED,
    )


def _present(upload: Upload, item: StatusItem | None) -> tuple[str, int, int]:
    """What is now known of an upload; an older revision, an unknown word and no answer change nothing."""
    if item is None or item.revision < upload.province_revision:
        return upload.province_status, upload.province_revision, upload.polls
    return item.status, item.revision, upload.polls


def note_unchanged(groups: dict[tuple[str, int, int], list[Upload]]) -> None:
    """One UPDATE for all claimed ones that have the same answer (status, revision, polls), not one for each."""
    now = timezone.now()
    for (status, revision, polls), uploads in groups.items():
        _held(uploads).update(
            province_status=status,
            province_revision=revision,
            polls=polls + 1,
            attempts=0,
            due_at=now + _pause(polls),
            **RELEASED,
            **UNTROUBLED,
        )


def put_off_one(upload: Upload, code: str, problem: str, *, at_least: float | None = None) -> int:
    """Ask again later, with the problem written down; people are told when it stays so."""
    now = timezone.now()
    pause = _pause(upload.attempts).total_seconds()
    changed = claiming.mine(upload).update(
        attempts=F("attempts") + 1,
        polls=F("polls") + 1,
        due_at=now + dt.timedelta(seconds=max(pause, at_least or 0)),
        failure_class=FailureClass.TEMPORARY,
        failure_code=code[:20],
        last_error=problem,
        **RELEASED,
    )
    if changed:
        alarm_stuck(upload, upload.attempts + 1, problem, now)
    return 1


def _put_off(uploads: list[Upload], failure: ProvinceFailure) -> None:
    """The question itself failed: nothing is known of any of them, all are asked about later."""
    now = timezone.now()
    tried = 0 if failure.code == HELD_BACK else 1
    for attempts, group in _by_attempts(uploads).items():
        pause = max(_pause(attempts).total_seconds(), failure.retry_after or 0)
        _held(group).update(
            attempts=attempts + tried,
            due_at=now + dt.timedelta(seconds=pause),
            failure_class=FailureClass(failure.kind.value) if tried else F("failure_class"),
            failure_code=failure.code[:20] if tried else F("failure_code"),
            last_error=failure.message if tried else F("last_error"),
            **RELEASED,
        )
        alarm_stuck(group[0], attempts + tried, failure.message, now)


def _by_attempts(uploads: Iterable[Upload]) -> dict[int, list[Upload]]:
    groups: dict[int, list[Upload]] = defaultdict(list)
    for upload in uploads:
        groups[upload.attempts].append(upload)
    return groups


def _held(uploads: list[Upload]) -> claiming.UploadQuerySet:
    """Those of one claim that are still this worker's, found by their keys.

    Said plainly, SQLite would look for the state first and read every upload that waits; said twice negated it does not.
    """
    keys = [upload.pk for upload in uploads]
    claimed = Upload.objects.filter(pk__in=keys, lease=uploads[0].lease)
    return claimed.exclude(~Q(state=UploadState.SENT))


def _pause(times: int) -> dt.timedelta:
    return poll_wait(
        times,
        first=settings.PROVINCE_POLL_SECONDS,
        slowest=settings.PROVINCE_POLL_SLOWEST_SECONDS,
        chance=random.random(),  # noqa: S311
    )
