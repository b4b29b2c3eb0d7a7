"""An outbox of any size for measuring, and whole cases for the way through it."""

from __future__ import annotations

import datetime as dt
from functools import cache

from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench.register import grow, make_people
from ground.digests import sm3_hex
from ground.glossary import ApprovalStatus, UploadStatus
from provincial_sync.models import Upload, UploadState
from renewals.models import RenewalApplication, Submission
from tests.provincial_sync import cases

BATCH = 2000
BODY = b'{"clientRef": "bench"}'


@cache
def people() -> tuple[User, User]:
    """A clerk and a reviewer, made once."""
    return make_people()


def make_case() -> Upload:
    """A whole renewal of a tower crane with one paper, accepted a moment ago."""
    clerk, reviewer = people()
    return cases.accepted(clerk.own_enterprise, reviewer, papers=1)


def grow_outbox(size: int, state: UploadState, *, due: dt.datetime | None = None) -> None:
    """Add uploads in that state, due at that moment (default: now), until there are `size`."""
    missing = size - Upload.objects.count()
    if missing <= 0:
        return
    clerk, _ = people()
    grow(clerk, upto=2 * size + 2)
    taken = Upload.objects.values("renewal_id")
    free = RenewalApplication.objects.exclude(pk__in=taken).order_by("id").values_list("id", flat=True)
    chosen = list(free[:missing])
    for first in range(0, len(chosen), BATCH):
        _add(chosen[first : first + BATCH], state, due or timezone.now())


def tidy() -> None:
    """What the server does by itself after a while: or a run would wade through all that the runs before took back."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE provincial_sync_upload")


def _add(renewals: list[int], state: UploadState, due: dt.datetime) -> None:
    RenewalApplication.objects.filter(pk__in=renewals).update(
        approval_status=ApprovalStatus.ACCEPTED, upload_status=UploadStatus.UPLOADING
    )
    rows = RenewalApplication.objects.filter(pk__in=renewals).values_list("id", "catalogue_version_id")
    submissions = Submission.objects.bulk_create(
        [
            Submission(renewal_id=renewal, round=1, catalogue_version_id=version, body={}, sm3=sm3_hex(BODY))
            for renewal, version in rows
        ]
    )
    Upload.objects.bulk_create([_upload(submission, state, due) for submission in submissions])


def _upload(submission: Submission, state: UploadState, due: dt.datetime) -> Upload:
    return Upload(
        renewal_id=submission.renewal_id,
        submission=submission,
        client_ref=f"BENCH-{submission.renewal_id:09d}-1",
        state=state,
        body=BODY,
        body_sm3=sm3_hex(BODY),
        hold_until=due,
        due_at=due,
        acceptance_number=f"B{submission.renewal_id:09d}",
        first_claimed_at=due,
        sent_at=due,
    )
