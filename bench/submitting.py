"""提交备案 of one whole renewal against the bare SQL of its rows; a part of `python -m bench steps`.

The bare SQL moves the renewal by compare-and-set and adds the round, its body as it was frozen once, and the history's row. It
reads and judges nothing, while 提交备案 reads the case, its papers and the record, and judges them by all rules. Every run takes back
what it wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from audit.models import HistoryEntry
from bench.measuring import Work, measure, taken_back
from ground.glossary import Step
from renewals.models import RenewalApplication, Submission
from renewals.services.submitting import submit_renewal
from tests import cases

RUNS = 25
MOVE = (
    "UPDATE renewals_renewalapplication SET approval_status = 'pending', round = round + 1, submitted_by_id = %s,"
    " submitted_at = %s, due_on = %s, warnings = 0, updated_at = %s, revision = revision + 1"
    " WHERE id = %s AND approval_status = 'not_submitted' AND revision = %s"
)


def lines(clerk: User, reviewer: User) -> Iterator[str]:
    """The line of the table: milliseconds and queries of both."""
    case = cases.drafted(clerk, reviewer, 9001)
    facts: dict[str, Any] = {"renewal_id": case.pk, "revision": case.revision, "user": clerk}
    with transaction.atomic():
        submit_renewal(**facts, declared=True)
        frozen = Submission.objects.filter(renewal=case).get()
        transaction.set_rollback(True)
    works: dict[str, Work] = {
        "step": lambda: submit_renewal(**facts, declared=True),
        "bare": lambda: _bare(case, clerk, frozen),
    }
    costs = measure({name: taken_back(work) for name, work in works.items()}, runs=RUNS)
    step, bare = costs["step"], costs["bare"]
    ratio, queries = step.median / bare.median, f"{step.queries} against {bare.queries}"
    yield f"  submit, with its pre-check: {step.median:.2f} ms (p95 {step.p95:.2f}), bare SQL {bare.median:.2f}: {ratio:.2f} ×"
    yield f"    queries, both with those of the transaction: {queries}"


def _bare(case: RenewalApplication, clerk: User, frozen: Submission) -> None:
    at = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [clerk.pk, at, at.date(), at, case.pk, case.revision])
        if cursor.rowcount != 1:
            raise RuntimeError(MOVE)
    names = ("round", "catalogue_version_id", "body", "sm3", "attachments", "findings", "submitted_by_id")
    kept = {name: getattr(frozen, name) for name in names}
    Submission.objects.bulk_create([Submission(renewal=case, **kept)])
    entry = HistoryEntry(at=at, step=Step.RENEWAL_SUBMITTED, enterprise_id=case.enterprise_id)
    entry.renewal_id, entry.device_id, entry.actor_id = case.pk, case.device_id, str(clerk.pk)
    HistoryEntry.objects.bulk_create([entry])
