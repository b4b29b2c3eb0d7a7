"""办理中: where each renewal that waits for others stands, what comes next, and by when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, Window
from django.utils import timezone

from ground.glossary import ApprovalStatus, UploadStatus
from renewals.models import RenewalApplication
from renewals.models.application import RenewalQuerySet
from renewals.waiting_times import ISSUE, REVIEW, Usual, duration_words
from renewals.way import next_step

SHOWN = 8
# What a line says of a renewal, the order among it.
TOLD = (
    "reference",
    "model",
    "approval_status",
    "upload_status",
    "voided_at",
    "submitted_at",
    "decided_at",
    "due_on",
    "withdrawal_requested_at",
    "returned_count",
    "device__new_registration_number",
    "device__old_registration_number",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One renewal under way: since when it waits at its stage, what comes next, and what to expect."""

    renewal: RenewalApplication
    waited: str
    next: str
    expected: str


def under_way(renewals: RenewalQuerySet) -> RenewalQuerySet:
    """Handed in or accepted, and not finished."""
    waiting = Q(approval_status=ApprovalStatus.PENDING) | Q(approval_status=ApprovalStatus.ACCEPTED)
    return renewals.live().filter(waiting).exclude(upload_status=UploadStatus.UPLOADED)


def standings(
    renewals: RenewalQuerySet, usual: dict[str, Usual], now: dt.datetime
) -> tuple[int, list[Standing]]:
    """How many are under way, and those that wait longest; one query."""
    found = under_way(renewals).select_related("device").only(*TOLD)
    rows = list(found.annotate(total=Window(Count("pk"))).order_by(F("submitted_at"), "pk")[:SHOWN])
    total = rows[0].total if rows else 0
    return total, [_standing(renewal, usual, now) for renewal in rows]


def _standing(renewal: RenewalApplication, usual: dict[str, Usual], now: dt.datetime) -> Standing:
    reviewed = renewal.approval_status == ApprovalStatus.PENDING
    since = (renewal.submitted_at if reviewed else renewal.decided_at) or now
    stage = usual[REVIEW if reviewed else ISSUE]
    return Standing(
        renewal,
        duration_words(max(now - since, dt.timedelta())),
        next_step(renewal),
        _expected(renewal, since, stage, now, reviewed=reviewed),
    )


def _expected(
    renewal: RenewalApplication, since: dt.datetime, stage: Usual, now: dt.datetime, *, reviewed: bool
) -> str:
    """The day by which four fifths would be done; where that is unknown or past, what stands instead."""
    if renewal.upload_status == UploadStatus.FAILED:
        return "处理后继续"
    law = f"最迟 {renewal.due_on:%m-%d}" if reviewed and renewal.due_on else "以省网签发为准"
    if stage.most is None:
        return law
    day = timezone.localtime(since + stage.most)
    if since + stage.most >= now:
        return f"预计 {day:%m-%d} 前"
    return f"比多数件慢，{law}"
