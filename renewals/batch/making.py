"""生成申请 and 一并提交: each machine in a transaction of its own, with its result."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from devices.recording import RecordInput
from devices.refusals import FindingsRefused
from ground.errors import RuleBroken
from ground.glossary import ApprovalStatus, Provenance
from ground.writing import STALE
from renewals.batch.jobs import ask
from renewals.batch.papers.taking import give_waiting
from renewals.batch_words import JobKind, MachineOutcome, Verdict
from renewals.models import Batch, BatchJob, BatchMachine, BatchRow, BatchUpload, RenewalApplication
from renewals.services.drafting import save_renewal, start_renewal
from renewals.services.moving import refuse_other_workbook
from renewals.services.submitting import UNDECLARED, submit_renewal

READY = (Verdict.GOOD, Verdict.WARNING)
NOTHING_READY = "没有可以生成的设备。请下载标注后的表格，改正后重新上传。"
NOTHING_TO_SUBMIT = "本批没有“未提交备案”的换证申请。请先上传表格并生成申请。"

NONE_OF_THE_CHOSEN = "勾选的换证申请都已提交，或不在本批。请清除勾选，重新选择后再一并提交。"


def ask_making(*, batch: Batch, user: User) -> BatchJob:
    """Queue 生成申请 of the good rows of the latest workbook; RuleBroken where there are none."""
    require(user, Action.KEEP_RENEWALS)
    upload = batch.last_upload()
    count = ready_rows(upload).count() if upload else 0
    if not (upload and count):
        raise RuleBroken("nothing_ready", NOTHING_READY)
    return ask(batch=batch, kind=JobKind.MAKE, user=user, upload=upload, total=count)


def ask_submitting(*, batch: Batch, user: User, declared: bool, ids: Collection[int] = ()) -> BatchJob:
    """Queue 一并提交 of the batch's renewals as they stand now: of those with these ids, or of all without any.

    Raises RuleBroken without the declaration of truth, or where there is nothing to hand in.
    """
    require(user, Action.KEEP_RENEWALS)
    if not declared:
        raise RuleBroken("undeclared", UNDECLARED, path="declared")
    drafts = submittable(batch)
    chosen = drafts.filter(pk__in=ids) if ids else drafts
    seen = dict(chosen.values_list("pk", "revision"))
    if not seen:
        raise RuleBroken("nothing_to_submit", NONE_OF_THE_CHOSEN if drafts.exists() else NOTHING_TO_SUBMIT)
    return ask(batch=batch, kind=JobKind.SUBMIT, user=user, total=len(seen), seen=seen)


def ready_rows(upload: BatchUpload) -> QuerySet[BatchRow]:
    """The rows that become drafts and have not become any yet."""
    return upload.rows.filter(verdict__in=READY, taken_at__isnull=True).order_by("id")


def submittable(batch: Batch) -> QuerySet[RenewalApplication]:
    """The batch's renewals that are 未提交备案."""
    renewals = RenewalApplication.objects.live().filter(approval_status=ApprovalStatus.NOT_SUBMITTED)
    return renewals.filter(pk__in=batch.machines.filter(renewal__isnull=False).values("renewal_id"))


def make_one(*, row: BatchRow, user: User) -> MachineOutcome:
    """The row's renewal, started or saved again, with the result on the machine; never raises a refusal."""
    machine = row.machine
    assert machine  # noqa: S101 - a renewal's row has its machine from the beginning
    try:
        with transaction.atomic():
            renewal, outcome = _write(row, machine, user)
            note(machine, outcome, "", renewal)
            give_waiting(machine, user)
            BatchRow.objects.filter(pk=row.pk).update(taken_at=timezone.now())
    except RuleBroken as refusal:
        note(machine, MachineOutcome.SKIPPED, refusal.message)
        BatchRow.objects.filter(pk=row.pk).update(taken_at=timezone.now())
        return MachineOutcome.SKIPPED
    return outcome


def submit_one(*, machine: BatchMachine, revision: int, user: User) -> MachineOutcome:
    """提交备案 of the machine's renewal, with the result on the machine; never raises a refusal."""
    assert machine.renewal_id  # noqa: S101 - chosen by its renewal
    try:
        with transaction.atomic():
            renewal = submit_renewal(
                renewal_id=machine.renewal_id, revision=revision, user=user, declared=True
            )
            note(machine, MachineOutcome.SUBMITTED, "", renewal)
    except RuleBroken as refusal:
        note(machine, MachineOutcome.SKIPPED, why_refused(refusal))
        return MachineOutcome.SKIPPED
    return MachineOutcome.SUBMITTED


def _write(row: BatchRow, machine: BatchMachine, user: User) -> tuple[RenewalApplication, MachineOutcome]:
    refuse_other_workbook(row.upload.catalogue_version_id)
    given = RecordInput(row.given["common"], row.given["parameters"], source=Provenance.WORKBOOK)
    if row.renewal_id is None:
        renewal = start_renewal(
            device_id=machine.device_id, revision=row.subject_revision, user=user, given=given
        )
        return renewal, MachineOutcome.MADE
    found = RenewalApplication.objects.visible_to(user).filter(pk=row.renewal_id).first()
    if found is None or found.revision != row.subject_revision:
        raise RuleBroken("stale", STALE)
    if _says_nothing_new(found, given):
        return found, MachineOutcome.UNCHANGED
    renewal = save_renewal(renewal_id=found.pk, revision=row.subject_revision, user=user, given=given)
    return renewal, MachineOutcome.MADE


def _says_nothing_new(renewal: RenewalApplication, given: RecordInput) -> bool:
    common, parameters = renewal.common_values(), renewal.parameter_values()
    return all(common.get(code, "") == value for code, value in given.common.items()) and all(
        parameters.get(code, "") == value for code, value in given.parameters.items()
    )


def note(
    machine: BatchMachine, outcome: MachineOutcome, said: str, renewal: RenewalApplication | None = None
) -> None:
    """Put the result on the machine, with the renewal as the batch wrote it."""
    machine.outcome, machine.said = outcome, said[:400]
    if renewal:
        machine.renewal, machine.renewal_revision = renewal, renewal.revision
    machine.save(update_fields=["outcome", "said", "renewal", "renewal_revision"])


def why_refused(refusal: RuleBroken) -> str:
    """The refusal in a line: of several findings the first three."""
    if not isinstance(refusal, FindingsRefused):
        return refusal.message
    sentences = [found.sentence for found in refusal.findings[:3]]
    more = f"等 {len(refusal.findings)} 项" if len(refusal.findings) > 3 else ""
    return "".join(sentences) + more
