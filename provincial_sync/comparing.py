"""The comparisons of the nightly reconciliation: what is safe is put right, the rest is listed for a person.

Each comparison is bounded in rows and time and may be repeated at any moment: a repair locks its rows, looks
again and only takes steps that a worker or an administrator could take, too.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from audit.actors import SYSTEM
from certificates.models import ElectronicCertificate
from ground.glossary import ApprovalStatus, CertificateStatus, UploadStatus
from ground.writing import lock_row
from provincial_sync import services
from provincial_sync.discrepancies import note
from provincial_sync.messages import ProvinceFailure
from provincial_sync.models import (
    UNFINISHED,
    DiscrepancyKind,
    FailureClass,
    Upload,
    UploadQuerySet,
    UploadState,
)
from provincial_sync.neighbour import held_until, province_for
from provincial_sync.payload import client_reference
from renewals.models import RenewalApplication
from renewals.models.application import RenewalQuerySet
from renewals.services import following
from renewals.services.steps import lock_for_system

MOST = 500  # rows of one comparison in one run
MOST_QUESTIONS = 100  # requests to the province in one run
IDLE = dt.timedelta(hours=24)  # due for so long without a worker
RECENT = dt.timedelta(days=30)  # stopped hand-overs that are still asked about


@dataclass
class Run:
    """One run: until when it may work, whether it may repair, and what it found (`found`, `repaired`)."""

    until: float
    repairs: bool = True
    counts: Counter[str] = field(default_factory=Counter)

    def is_over(self) -> bool:
        """Whether its time is up."""
        return time.monotonic() >= self.until

    def list(self, kind: DiscrepancyKind, subject: str, text: str, **of: int) -> None:
        """Something for a person; `of` are `upload_id`, `renewal_id`, `device_id`."""
        note(kind, subject=subject, text=text, of=of)
        self.counts["found"] += 1

    def repaired(self, kind: DiscrepancyKind, subject: str, text: str, **of: int) -> None:
        """Something that was put right."""
        note(kind, subject=subject, text=text, of=of, repaired=True)
        self.counts["repaired"] += 1


def accepted_without_upload(run: Run) -> bool:
    """An accepted renewal whose hand-over is not in the outbox gets it: its bytes follow from its submission.

    True where the comparison is whole (so too for the others).
    """
    kept = Upload.objects.filter(
        renewal=OuterRef("pk"), state__in=[*UNFINISHED, UploadState.FAILED, UploadState.ISSUED]
    )
    lost = RenewalApplication.objects.open().filter(~Exists(kept), approval_status=ApprovalStatus.ACCEPTED)
    return _each(run, lost, _hand_over_after_all)


def unanswered(run: Run) -> bool:
    """Uploads that the province has had for long, and those that no worker takes."""
    now = timezone.now()
    long_ago = now - dt.timedelta(hours=settings.RECONCILE_UNANSWERED_HOURS)
    sent = Q(state=UploadState.SENT, sent_at__lt=long_ago)
    idle = Q(state=UploadState.WAITING, due_at__lt=now - IDLE)
    for upload in _each_of(run, Upload.objects.filter(sent | idle)):
        run.list(
            DiscrepancyKind.UNANSWERED,
            f"upload:{upload.pk}",
            _how_long(upload, now),
            upload_id=upload.pk,
            renewal_id=upload.renewal_id,
        )
    return not run.is_over()


def taken_there(run: Run) -> bool:
    """Hand-overs that stopped here although the province has them: asked by our own number."""
    stopped = Q(state=UploadState.FAILED, acceptance_number__isnull=True) | Q(
        state=UploadState.CANCELLED,
        first_claimed_at__isnull=False,
        finished_at__gte=timezone.now() - RECENT,
    )
    if held_until(timezone.now()):
        return False
    rows = Upload.objects.filter(stopped).order_by("id")
    for upload in _each_of(run, rows, most=MOST_QUESTIONS):
        try:
            receipt = province_for(upload.pk).find(client_ref=upload.client_ref)
        except ProvinceFailure:
            return False
        if receipt is not None:
            _found_there(run, upload, same=receipt.content_sm3 == upload.body_sm3)
    return not run.is_over() and rows.count() <= MOST_QUESTIONS


def states_that_differ(run: Run) -> bool:
    """上传状态 of a renewal against the row of its upload."""
    differing = (
        Q(state=UploadState.FAILED, renewal__upload_status=UploadStatus.UPLOADING)
        | Q(state=UploadState.SENT, renewal__upload_status=UploadStatus.NOT_UPLOADED)
        | Q(state__in=UNFINISHED, renewal__upload_status=UploadStatus.FAILED)
        | Q(state=UploadState.ISSUED) & ~Q(renewal__upload_status=UploadStatus.UPLOADED)
    )
    whole = True
    for upload in _each_of(run, Upload.objects.filter(differing)):
        whole = _align(run, upload.pk) and whole
    without = RenewalApplication.objects.filter(upload_status=UploadStatus.UPLOADED, certificate__isnull=True)
    for renewal in without[:MOST]:
        run.list(
            DiscrepancyKind.STATE_DIFFERS,
            f"renewal:{renewal.pk}",
            f"申请 {renewal.reference} 的上传状态为“已上传”，但没有电子证照，请核对。",
            renewal_id=renewal.pk,
        )
    return not run.is_over()


def numbers_that_differ(run: Run) -> bool:
    """A machine whose number in force is no longer that of any of its certificates."""
    same = ElectronicCertificate.objects.filter(
        device=OuterRef("device"), registration_number=OuterRef("device__new_registration_number")
    )
    rows = (
        ElectronicCertificate.objects.filter(
            ~Exists(same), device__certificate_status=CertificateStatus.RENEWED
        )
        .exclude(registration_number=F("device__new_registration_number"))
        .select_related("device")
        .order_by("id")
    )
    for certificate in rows[:MOST]:
        device = certificate.device
        run.list(
            DiscrepancyKind.NUMBER_DIFFERS,
            f"device:{device.pk}",
            f"设备现备案号 {device.registration_number}，本网保存的电子证照为 {certificate.registration_number}。"
            "请向省网取得现行证照，或核对备案号。",
            device_id=device.pk,
        )
    return True


COMPARISONS: tuple[tuple[tuple[DiscrepancyKind, ...], Callable[[Run], bool]], ...] = (
    ((DiscrepancyKind.NO_UPLOAD,), accepted_without_upload),
    ((DiscrepancyKind.STATE_DIFFERS,), states_that_differ),
    ((DiscrepancyKind.UNANSWERED,), unanswered),
    ((DiscrepancyKind.TAKEN_THERE,), taken_there),
    ((DiscrepancyKind.NUMBER_DIFFERS,), numbers_that_differ),
)


def _each(run: Run, rows: RenewalQuerySet, act: Callable[[Run, int], None]) -> bool:
    keys = list(rows.order_by("id").values_list("pk", flat=True)[: MOST + 1])
    for key in keys[:MOST]:
        if run.is_over():
            return False
        act(run, key)
    return len(keys) <= MOST


def _each_of(run: Run, rows: UploadQuerySet, *, most: int = MOST) -> Iterator[Upload]:
    for upload in rows.defer("body").order_by("id")[:most]:
        if run.is_over():
            return
        yield upload


@transaction.atomic
def _hand_over_after_all(run: Run, renewal_id: int) -> None:
    renewal = lock_for_system(renewal_id)
    submission = renewal.current_submission()
    reference = client_reference(renewal.reference, renewal.round)
    of = {"renewal_id": renewal.pk}
    subject = f"renewal:{renewal.pk}"
    if renewal.approval_status != ApprovalStatus.ACCEPTED or renewal.is_voided:
        return
    if not run.repairs or submission is None or Upload.objects.filter(client_ref=reference).exists():
        text = f"申请 {renewal.reference} 已接受备案，但没有在办的上传任务，请核对任务历史后处理。"
        run.list(DiscrepancyKind.NO_UPLOAD, subject, text, **of)
        return
    returned = services.returned_of(renewal.device_id).first() or ""
    upload = services.enqueue(renewal=renewal, submission=submission, supersedes=returned)
    text = f"申请 {renewal.reference} 已接受备案而没有上传任务，已补建 {upload.client_ref}。"
    run.repaired(DiscrepancyKind.NO_UPLOAD, subject, text, upload_id=upload.pk, **of)


def _how_long(upload: Upload, now: dt.datetime) -> str:
    since = upload.sent_at if upload.state == UploadState.SENT else upload.due_at
    hours = int((now - (since or upload.created_at)).total_seconds() // 3600)
    if upload.state == UploadState.SENT:
        return f"上传任务 {upload.client_ref} 省网受理已 {hours} 小时仍未办结，请联系省网查询。"
    return f"上传任务 {upload.client_ref} 到期已 {hours} 小时仍未报送，请检查后台任务是否在运行。"


def _found_there(run: Run, upload: Upload, *, same: bool) -> None:
    of = {"upload_id": upload.pk, "renewal_id": upload.renewal_id}
    subject = f"upload:{upload.pk}"
    failed = upload.state == UploadState.FAILED
    if failed and same and run.repairs and _take_up_again(upload):
        text = f"上传任务 {upload.client_ref} 显示上传异常，而省网已受理，已恢复办理。"
        run.repaired(DiscrepancyKind.TAKEN_THERE, subject, text, **of)
        return
    what = "内容与本网相同" if same else "内容与本网不同"
    text = (
        f"上传任务 {upload.client_ref} 在本网为“{upload.state_word.label}”，"
        f"而省网已有此报送编号的件（{what}），请与省网核对。"
    )
    run.list(DiscrepancyKind.TAKEN_THERE, subject, text, **of)


@transaction.atomic
def _take_up_again(upload: Upload) -> bool:
    """上传异常 → 上传中; the next try asks by our number and finds the receipt."""
    row = Upload.objects.filter(pk=upload.pk, state=UploadState.FAILED, acceptance_number__isnull=True)
    taken = row.update(
        state=UploadState.WAITING,
        failure_class=FailureClass.UNCERTAIN,
        due_at=timezone.now(),
        attempts=0,
        finished_at=None,
    )
    if taken:
        following.mark_upload_retried(renewal_id=upload.renewal_id, actor=SYSTEM)
    return bool(taken)


@transaction.atomic
def _align(run: Run, upload_id: int) -> bool:
    """Bring 上传状态 to where the upload's row is, where a worker's own step leads there."""
    upload = Upload.objects.select_for_update().defer("body").get(pk=upload_id)
    renewal = lock_row(RenewalApplication.objects.filter(pk=upload.renewal_id))
    of = {"upload_id": upload.pk, "renewal_id": renewal.pk}
    subject, before = f"upload:{upload.pk}", renewal.upload
    text = f"上传任务 {upload.client_ref} 为“{upload.state_word.label}”，而申请的上传状态为“{before.label}”"
    if run.repairs and renewal.approval_status == ApprovalStatus.ACCEPTED and _step_towards(upload, before):
        run.repaired(DiscrepancyKind.STATE_DIFFERS, subject, f"{text}，已改为一致。", **of)
    else:
        run.list(DiscrepancyKind.STATE_DIFFERS, subject, f"{text}，请核对。", **of)
    return True


def _step_towards(upload: Upload, before: UploadStatus) -> bool:
    key = upload.renewal_id
    if upload.state == UploadState.FAILED and before == UploadStatus.UPLOADING:
        following.mark_upload_failed(renewal_id=key, cause=upload.last_error)
    elif upload.state == UploadState.SENT and before == UploadStatus.NOT_UPLOADED:
        following.mark_upload_started(renewal_id=key)
    elif upload.state in UNFINISHED and before == UploadStatus.FAILED:
        following.mark_upload_retried(renewal_id=key, actor=SYSTEM)
    else:
        return False
    return True
