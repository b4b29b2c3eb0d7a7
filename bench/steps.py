"""One step of a case against the bare SQL of its rows, and a thousand answers of the province against save() each.

`python -m bench steps`. Every run takes back what it wrote. The bare SQL moves the case by compare-and-set and adds the very rows
that the step adds: history; decision with its checklist; the upload with the round's body, for which alone it reads; the firm's
message. It reads nothing else, judges nothing, looks for nobody who would be told, and seals nothing. On both sides the rows are written
all or none, by a savepoint within what is taken back; queries are counted without those that begin and end it.

`save()` of an answer writes what the round's one UPDATE writes for it.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from accounts.models import User
from audit.models import HistoryEntry
from bench import submitting
from bench.exchange import Counting, answered_by
from bench.measuring import Work, measure, taken_back
from bench.outbox import grow_outbox, people, tidy
from ground.glossary import RefusalKind, Step
from inbox.models import Message
from provincial_sync import claiming, rounds
from provincial_sync.models import Upload, UploadState
from provincial_sync.polling import note_unchanged
from renewals.models import Decision, RenewalApplication
from renewals.review_points import kept_points, read_case
from renewals.services.claiming import claim
from renewals.services.deciding import accept, reject
from tests.provincial_sync import cases

RUNS_OF_MANY = 3
MARKS = {"BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK"}
ANSWERS, RUNS, MOST, MOST_QUERIES, FASTER = 1000, 25, 2.5, 6, 10
MOVE = "UPDATE renewals_renewalapplication SET {set}, revision = revision + 1 WHERE id = %s AND approval_status = 'pending' AND revision = %s"
CLAIMED = MOVE.format(set="claimed_by_id = %s, claimed_until = %s, updated_at = %s")
BODY = "SELECT body FROM renewals_submission WHERE renewal_id = %s AND round = %s"
OPINION = "资料不全，请更正后重新提交。"
DECIDED = MOVE.format(set="approval_status = %s, decided_at = %s, updated_at = %s")


def report() -> Iterator[str]:
    """The lines of both tables."""
    logging.disable(logging.CRITICAL)
    answers = list(_answers())
    clerk, reviewer = people()
    case = cases.pending(clerk.own_enterprise)
    works = {name: taken_back(work) for name, work in _works(case, clerk, reviewer).items()}
    statements = {name: _statements(work) for name, work in works.items()}
    costs = measure(works, runs=RUNS)
    yield f"database {connection.vendor}; {RUNS} interleaved rounds, each taken back"
    yield f"{'median ms':14}{'step':>8}{'bare SQL':>12}{'ratio':>9}   queries"
    missed = []
    for name in ("claim", "accept", "refuse"):
        plain = f"{name}, bare SQL"
        step, bare, queries = costs[name], costs[plain], statements[name]
        ratio = step.median / bare.median
        yield f"  {name:12}{step.median:8.2f}{bare.median:12.2f}{ratio:9.2f}   {queries} against {statements[plain]}"
        missed += [name] if ratio > MOST or queries > MOST_QUERIES else []
    goal = f"at most {MOST} × and {MOST_QUERIES} queries"
    yield f"  goal: {goal}: " + ("met" if not missed else f"MISSED by {', '.join(missed)}")
    yield from answers
    yield from submitting.lines(clerk, reviewer)


def _works(case: RenewalApplication, clerk: User, reviewer: User) -> dict[str, Work]:
    seen: dict[str, Any] = {"renewal_id": case.pk, "revision": case.revision, "reviewer": reviewer}
    at = timezone.now()
    place = [case.pk, case.revision]
    read = read_case(case)
    submission, points = read.submission, kept_points(read.points, ())

    @transaction.atomic
    def claimed() -> None:
        _run(CLAIMED, [reviewer.pk, at, at, *place])
        _note(case, reviewer, Step.RENEWAL_CLAIMED)

    def decided(outcome: str, step: Step, checklist: list[dict[str, Any]]) -> None:
        _run(DECIDED, [outcome, at, at, *place])
        row = Decision(renewal=case, submission=submission, outcome=outcome, decided_by=reviewer, at=at)
        row.checklist = checklist
        Decision.objects.bulk_create([row])
        _note(case, reviewer, step)
        told = Message(recipient=clerk, title=case.reference, body=OPINION, event=step, created_at=at)
        Message.objects.bulk_create([told])

    @transaction.atomic
    def accepted() -> None:
        decided("accepted", Step.RENEWAL_ACCEPTED, [])
        row = Upload(renewal=case, submission=submission, client_ref=f"{case.reference}-1", body=_body(case))
        row.state, row.hold_until, row.due_at = UploadState.WAITING, at, at
        Upload.objects.bulk_create([row])

    @transaction.atomic
    def refused() -> None:
        decided("rejected", Step.RENEWAL_REJECTED, points)

    return {
        "claim": lambda: claim(renewal_id=case.pk, reviewer=reviewer),
        "claim, bare SQL": claimed,
        "accept": lambda: accept(**seen),
        "accept, bare SQL": accepted,
        "refuse": lambda: reject(
            **seen,
            kind=RefusalKind.CORRECTION,
            opinion=OPINION,
            remarks=[],
            grounds=[],
        ),
        "refuse, bare SQL": refused,
    }


def _statements(work: Work) -> int:
    with CaptureQueriesContext(connection) as caught:
        work()
    return sum(query["sql"].split()[0] not in MARKS for query in caught.captured_queries)


def _body(case: RenewalApplication) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(BODY, [case.pk, case.round])
        return str(cursor.fetchone()[0]).encode()


def _run(sql: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if cursor.rowcount != 1:
            raise RuntimeError(sql)


def _note(case: RenewalApplication, reviewer: User, step: Step) -> None:
    row = HistoryEntry(at=timezone.now(), step=step, enterprise_id=case.enterprise_id, renewal_id=case.pk)
    row.device_id, row.actor_id, row.round = case.device_id, str(reviewer.pk), case.round
    HistoryEntry.objects.bulk_create([row])


def _answers() -> Iterator[str]:
    """A whole poll round, questions and all; and its writing alone, against `save()` of each claimed row."""
    grow_outbox(ANSWERS, UploadState.SENT)
    with answered_by(Counting()), override_settings(PROVINCE_POLL_SECONDS=3600.0):
        whole, together, single = [], [], []
        for _ in range(RUNS_OF_MANY):
            tidy()
            with _undone():
                whole.append(_seconds(lambda: rounds.poll_round(seconds=600)))
            tidy()
            with _undone():
                claimed = _claimed()
                together.append(_seconds(lambda: _write(claimed)))  # noqa: B023 - called at once
            tidy()
            with _undone():
                uploads = _all(_claimed())
                single.append(_seconds(lambda: _one_by_one(uploads)))  # noqa: B023 - called at once
    ratio = min(single) / min(together)
    yield f"  {ANSWERS} answers, a whole round with claims and questions: {1000 * min(whole):.0f} ms"
    yield f"  writing them: {1000 * min(together):.0f} ms; save() each {1000 * min(single):.0f} ms: {ratio:.1f} × faster"
    yield f"  goal: at least {FASTER} ×: {'met' if ratio >= FASTER else 'MISSED'}"


def _claimed() -> list[list[Upload]]:
    """All that wait, as a round takes them: 100 at a time."""
    now, batches = timezone.now(), []
    while batch := claiming.claim_sent(claiming.sent(now, None), now=now):
        batches.append(batch)
    return batches


def _write(batches: list[list[Upload]]) -> None:
    for batch in batches:
        note_unchanged({("PROCESSING", 2, 0): batch})


def _all(batches: list[list[Upload]]) -> list[Upload]:
    """The same rows whole: `save()` would leave out a column that was not read."""
    return list(Upload.objects.filter(pk__in=[upload.pk for batch in batches for upload in batch]))


def _one_by_one(uploads: list[Upload]) -> None:
    due = timezone.now() + dt.timedelta(hours=1)
    for upload in uploads:
        upload.province_status, upload.province_revision, upload.due_at = "PROCESSING", 2, due
        upload.lease, upload.leased_until = "", None
        upload.polls += 1
        upload.save()


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
