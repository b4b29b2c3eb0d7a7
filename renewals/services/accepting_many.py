"""批量接受: asked for once, done by a worker, one transaction and one history entry for each renewal.

An item is its own claim: it is locked while its renewal is decided on, and its outcome is written in the same
transaction. A worker that dies leaves the items without outcome to the next look, and two workers never meet.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from ground.errors import RuleBroken
from ground.glossary import AcceptOutcome, ApprovalStatus
from renewals.batch.jobs import wake
from renewals.checklist import LOOKED_AT
from renewals.models import AcceptItem, AcceptJob, RenewalApplication
from renewals.review_points import read_case
from renewals.services.deciding import accept

MOST = 200  # renewals of one batch: what one person can answer for
NOTHING = "没有可以批量接受的换证申请。请先勾选预审无提醒的申请。"
TOO_MANY = f"一次最多批量接受 {MOST} 件，请分几次办理。"
UNCONFIRMED = "请先核对并勾选全部审核要点，再批量接受。"
DOUBTFUL = "有系统提醒的内容（{points}），请单独审核。"
ASKED_BACK = "企业申请撤回，请单独办理。"
WAITS = "已转另一位审核人员复核。"
BROKEN = "处理出错，没有办理。请单独审核；仍然不行的，请联系系统管理员。"

_log = logging.getLogger(__name__)


@transaction.atomic
def ask_to_accept(*, reviewer: User, seen: Mapping[int, int], confirmed: Collection[int]) -> AcceptJob:
    """Queue the acceptance of `seen` (id → the revision on the page).

    `confirmed` must hold the points that only a person can answer (`LOOKED_AT`). Raises RuleBroken otherwise.
    What is not among the person's waiting cases is left out.
    """
    require(reviewer, Action.REVIEW_RENEWALS)
    if len(seen) > MOST:
        raise RuleBroken("too_many", TOO_MANY)
    if not set(LOOKED_AT) <= set(confirmed):
        raise RuleBroken("points_unconfirmed", UNCONFIRMED, path="confirmed")
    known = RenewalApplication.objects.visible_to(reviewer).filter(pk__in=seen).order_by("submitted_at", "id")
    ids = list(known.values_list("pk", flat=True))
    if not ids:
        raise RuleBroken("nothing_chosen", NOTHING)
    job = AcceptJob.objects.create(asked_by=reviewer, confirmed=sorted(set(LOOKED_AT)))
    AcceptItem.objects.bulk_create(AcceptItem(job=job, renewal_id=pk, revision=seen[pk]) for pk in ids)
    transaction.on_commit(wake, robust=True)
    return job


def accept_what_waits() -> int:
    """Decide on every item that has no outcome yet; how many were looked at."""
    count = 0
    waiting = AcceptItem.objects.filter(outcome=AcceptOutcome.WAITING).order_by("id")
    for pk in list(waiting.values_list("pk", flat=True)):
        try:
            count += _take(pk)
        except SoftTimeLimitExceeded:  # the next look goes on where this one stopped
            raise
        except Exception:
            _log.exception("acceptance failed")
            _write(AcceptItem.objects.filter(pk=pk), AcceptOutcome.SKIPPED, BROKEN)
    return count


@transaction.atomic
def _take(pk: int) -> bool:
    free = AcceptItem.objects.filter(pk=pk, outcome=AcceptOutcome.WAITING)
    item = free.select_for_update(of=("self",)).select_related("job__asked_by").first()
    if item is None:
        return False
    try:
        with transaction.atomic():
            renewal = _accept(item)
    except RuleBroken as refusal:
        _write(free, AcceptOutcome.SKIPPED, refusal.message)
    else:
        final = renewal.approval_status == ApprovalStatus.ACCEPTED
        _write(
            free, AcceptOutcome.ACCEPTED if final else AcceptOutcome.FIRST_ACCEPTED, "" if final else WAITS
        )
    return True


def _accept(item: AcceptItem) -> RenewalApplication:
    reviewer = item.job.asked_by
    renewal = RenewalApplication.objects.select_related("device", "enterprise").get(pk=item.renewal_id)
    if renewal.withdrawal_requested_at:
        raise RuleBroken("asked_back", ASKED_BACK)
    if doubts := [point.title for point in read_case(renewal).points if point.tone in {"warn", "bad"}]:
        raise RuleBroken("doubtful", DOUBTFUL.format(points="、".join(doubts[:3])))
    return accept(
        renewal_id=item.renewal_id,
        revision=item.revision,
        reviewer=reviewer,
        confirmed=item.job.confirmed,
    )


def _write(items: object, outcome: AcceptOutcome, said: str) -> None:
    items.filter(outcome=AcceptOutcome.WAITING).update(  # type: ignore[attr-defined]
        outcome=outcome, said=said[:400], done_at=timezone.now()
    )
