"""提交备案 of many renewals for a firm's own system: asked for once, done by a worker, one transaction for each.

An item is its own claim: it is locked while its renewal is handed in, and its result is written in the same transaction. A worker that
dies leaves the items without result to the next look, and two workers pass one another.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from contextlib import suppress

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, may, require
from api.holder import KeyHolder
from api.models import ApiKey
from api.problems import STALE_MATCH
from api.words import KeyState
from devices.models import CatalogueVersion
from ground import leasing
from ground.errors import NotAllowed, RuleBroken, StepRefused
from renewals.interface_words import OPEN, InterfaceJobKind, InterfaceJobState
from renewals.models import InterfaceItem, InterfaceJob, RenewalApplication
from renewals.services.drafting_many import MISSING, TWICE, NoSuchRecord
from renewals.services.moving import behind, move
from renewals.services.submitting import UNDECLARED, submit_renewal

TASK, QUEUE = "renewals.tasks.submit_for_interface", "long"
MOST = 500  # renewals of one job
MOST_OPEN = 20  # jobs of one firm that wait at the same time
TRIES = 5  # workers that may die of one item
TOO_MANY_OPEN = "贵企业已有 {most} 个后台任务没有完成。请等它们完成，或先取消，再提交。"
KEY_GONE = (
    "提交任务所用的接口密钥已停用、已过期或没有提交备案的权限，其余各项没有办理。请换用有效的密钥重新提交。"
)
PERSON_GONE = "提交任务的账号已停用或没有提交备案的权限，其余各项没有办理。请由有权限的人员重新提交。"
CANCELLED = "任务已取消，此项没有办理。"
ENDED = "此任务已结束({state})，不能取消。"
BROKEN = "处理出错，没有办理。请单独提交；仍然不行的，请联系系统管理员。"

_log = logging.getLogger(__name__)


class Gone(NotAllowed):
    """Who asked may no longer act: nothing of the job is done from now on."""


@transaction.atomic
def ask_to_submit(
    *, user: User, key: ApiKey | None, asked: Sequence[tuple[str, int | None]], declared: bool
) -> InterfaceJob:
    """Queue 提交备案 of `asked` (受理编号, the revision seen; None: as it is now); a worker is woken after the commit.

    Raises NotAllowed, RuleBroken without the declaration of truth or where a renewal is named twice, StepRefused where too many jobs wait.
    What is wrong with one renewal stands in its result.
    """
    require(user, Action.KEEP_RENEWALS)
    if not declared:
        raise RuleBroken("undeclared", UNDECLARED, path="declared")
    named: set[str] = set()
    for place, (reference, _seen) in enumerate(asked):
        if reference in named:
            raise RuleBroken("twice", TWICE, path=f"items[{place}].reference")
        named.add(reference)
    if InterfaceJob.objects.visible_to(user).open().count() >= MOST_OPEN:
        raise StepRefused("too_many_jobs", TOO_MANY_OPEN.format(most=MOST_OPEN))
    job = InterfaceJob.objects.create(
        enterprise=user.own_enterprise,
        kind=InterfaceJobKind.SUBMIT_RENEWALS,
        key=key,
        asked_by_id=user.pk,
    )
    present = dict(
        RenewalApplication.objects.visible_to(user)
        .filter(reference__in=[reference for reference, seen in asked if seen is None])
        .values_list("reference", "revision")
    )
    InterfaceItem.objects.bulk_create(
        InterfaceItem(
            job=job, place=place, reference=reference, seen=present.get(reference) if seen is None else seen
        )
        for place, (reference, seen) in enumerate(asked)
    )
    transaction.on_commit(wake, robust=True)
    return job


def wake() -> None:
    """Tell a worker that something is due; where the broker is away, the timetable does."""
    leasing.wake(TASK, QUEUE)


@transaction.atomic
def cancel_job(*, job_id: int, user: User) -> InterfaceJob:
    """Take back what has not begun; what was handed in stays so. StepRefused where the job is at its end."""
    require(user, Action.KEEP_RENEWALS)
    job = InterfaceJob.objects.visible_to(user).select_for_update(of=("self",)).get(pk=job_id)
    if not job.is_open:
        raise StepRefused("job_ended", ENDED.format(state=InterfaceJobState(job.state).label))
    _end(job.pk, InterfaceJobState.CANCELLED, StepRefused("cancelled", CANCELLED))
    return InterfaceJob.objects.get(pk=job.pk)


def submit_what_waits() -> int:
    """Hand in every item that has no result yet, the oldest first; how many were looked at."""
    count, begun, version = 0, set[int](), CatalogueVersion.objects.in_force()
    waiting = InterfaceItem.objects.filter(status=None).order_by("id")
    for pk, job_id, firm, reference in list(
        waiting.values_list("pk", "job_id", "job__enterprise_id", "reference")
    ):
        try:
            if job_id not in begun:
                begun.add(job_id)
                queued = InterfaceJob.objects.filter(pk=job_id, state=InterfaceJobState.QUEUED)
                queued.update(state=InterfaceJobState.RUNNING)
            if _begin(pk):
                _bring_up_to_date(firm, reference, version)
                count += _take(pk)
        except SoftTimeLimitExceeded:  # the next look goes on where this one stopped
            raise
        except Gone as refusal:
            _end(job_id, InterfaceJobState.FAILED, refusal, problem=refusal.message)
        except Exception:
            _log.exception("submission failed")
            _write(pk, status=500, errors=[_fault("work_broken", BROKEN)])
    _close()
    return count


def forget_old(now: dt.datetime) -> int:
    """Delete the jobs that ended API_JOBS_KEPT_DAYS ago, with their results; how many."""
    before = now - dt.timedelta(days=settings.API_JOBS_KEPT_DAYS)
    old = InterfaceJob.objects.exclude(state__in=OPEN).filter(finished_at__lt=before)
    return old.delete()[1].get(InterfaceJob._meta.label, 0)


@transaction.atomic
def _begin(pk: int) -> bool:
    """Note that a worker takes the item: one of which workers die must not hold up all others for ever."""
    item = _free(pk).first()
    if item is None:
        return False
    InterfaceItem.objects.filter(pk=pk).update(tries=F("tries") + 1)
    return True


def _bring_up_to_date(firm: int, reference: str, version: CatalogueVersion) -> None:
    """Move the firm's draft that is behind, in a step of its own as for one alone: who has not seen that is refused as stale."""
    own = behind(version).filter(enterprise_id=firm, reference=reference)
    for renewal_id in own.values_list("pk", flat=True):
        with suppress(RuleBroken):  # somebody else is at it: the submission says what keeps it
            move(renewal_id=renewal_id, version=version)


@transaction.atomic
def _take(pk: int) -> bool:
    """Hand in and write the result. The job's row is left alone: who cancels locks it before the items."""
    item = _free(pk).select_related("job__key__enterprise", "job__asked_by").first()
    if item is None:
        return False
    if item.tries > TRIES:
        _write(pk, status=500, errors=[_fault("work_broken", BROKEN)])
        return True
    user = _actor(item.job)
    try:
        with transaction.atomic():
            renewal = _submit(item, user)
    except RuleBroken as refusal:
        status, errors = _told(refusal)
        _write(pk, status=status, errors=errors)
    else:
        _write(pk, status=200, revision=renewal.revision)
    return True


def _free(pk: int) -> models.QuerySet[InterfaceItem]:
    """The item, locked, unless it has its result or another worker is at it."""
    waiting = InterfaceItem.objects.filter(pk=pk, status=None)
    return waiting.select_for_update(of=("self",), skip_locked=True)


def _actor(job: InterfaceJob) -> User:
    """Who acts, as things stand now. Raises Gone."""
    if job.key is None:
        person = job.asked_by
        if person.enterprise_id == job.enterprise_id and may(person, Action.KEEP_RENEWALS):
            return person
        raise Gone("asker_gone", PERSON_GONE)
    firm = job.key.enterprise
    if firm is not None and firm.is_active and job.key.state == KeyState.VALID:
        holder = KeyHolder.of(job.key)
        if may(holder, Action.KEEP_RENEWALS):
            return holder
    raise Gone("key_gone", KEY_GONE)


def _submit(item: InterfaceItem, user: User) -> RenewalApplication:
    known = RenewalApplication.objects.visible_to(user).filter(reference=item.reference)
    renewal = known.only("pk", "revision").first()
    if renewal is None:
        raise NoSuchRecord("not_found", MISSING, path="reference")
    seen = renewal.revision if item.seen is None else item.seen
    return submit_renewal(renewal_id=renewal.pk, revision=seen, user=user, declared=True)


def _told(refusal: RuleBroken) -> tuple[int, list[dict[str, str]]]:
    """The status and the faults that one call alone would have answered."""
    if refusal.code == "stale":
        return 412, [_fault("precondition_failed", STALE_MATCH, "if_match")]
    found = [_fault(each.code, each.sentence, each.path) for each in getattr(refusal, "findings", ())]
    return refusal.status, found or [_fault(refusal.code, refusal.message, refusal.path)]


def _write(pk: int, *, status: int, revision: int | None = None, errors: object = None) -> None:
    InterfaceItem.objects.filter(pk=pk, status=None).update(status=status, revision=revision, errors=errors)


@transaction.atomic
def _end(job_id: int, state: InterfaceJobState, refusal: RuleBroken, *, problem: str = "") -> None:
    """End an open job: what waits is refused. An item that is at work is waited for, and keeps its own result."""
    ended = InterfaceJob.objects.filter(pk=job_id, state__in=OPEN)
    if ended.update(state=state, finished_at=timezone.now(), problem=problem):
        InterfaceItem.objects.filter(job_id=job_id, status=None).update(
            status=refusal.status, errors=[_fault(refusal.code, refusal.message)]
        )


def _close() -> None:
    """Jobs of which every item has its result are done; asked after the items' commits, so that of two workers the last one sees it."""
    waiting = InterfaceItem.objects.filter(job=OuterRef("pk"), status=None)
    InterfaceJob.objects.open().filter(~Exists(waiting)).update(
        state=InterfaceJobState.DONE, finished_at=timezone.now()
    )


def _fault(code: str, detail: str, path: str = "") -> dict[str, str]:
    return {"code": code, "detail": detail, "path": path}
