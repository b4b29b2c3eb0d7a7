"""保存设备 and 提交入库 of a batch: each machine in a transaction of its own, with its result."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import Action, require
from devices.models import Device
from devices.recording import RecordInput
from devices.services.drafting import add_device, change_device, require_open_intake
from devices.services.intake import submit_intake
from ground.errors import RuleBroken
from ground.glossary import IntakeStatus, Provenance
from ground.writing import lock_row
from renewals.batch.choosing import next_number
from renewals.batch.jobs import ask
from renewals.batch.making import UNDECLARED, note, why_refused
from renewals.batch_words import BatchPurpose, JobKind, MachineOutcome, Verdict
from renewals.models import Batch, BatchJob, BatchMachine, BatchRow
from renewals.services.moving import refuse_other_workbook

NOTHING_TO_SUBMIT = "本批没有“未提交”的设备。请先上传表格并保存设备。"


@transaction.atomic
def start_intake_batch(*, user: User) -> Batch:
    """A new batch without machines, or the last one where no workbook was handed in yet.

    Raises RuleBroken where the city takes in no old certificates of this owner.
    """
    require(user, Action.KEEP_DEVICES)
    firm = lock_row(Enterprise.objects.filter(pk=user.own_enterprise.pk))
    require_open_intake(firm)
    mine = Batch.objects.filter(enterprise=firm, purpose=BatchPurpose.INTAKE)
    if unused := mine.filter(uploads__isnull=True, machines__isnull=True).order_by("-id").first():
        return unused
    return Batch.objects.create(
        purpose=BatchPurpose.INTAKE, number=next_number(firm), enterprise=firm, created_by=user
    )


def ask_handing_in(*, batch: Batch, user: User, declared: bool) -> BatchJob:
    """Queue 提交入库 of the batch's drafts as they stand now.

    Raises RuleBroken without the declaration of truth, or where there is nothing to hand in.
    """
    require(user, Action.KEEP_DEVICES)
    if not declared:
        raise RuleBroken("undeclared", UNDECLARED, path="declared")
    seen = dict(drafts_of(batch).values_list("pk", "revision"))
    if not seen:
        raise RuleBroken("nothing_to_submit", NOTHING_TO_SUBMIT)
    return ask(batch=batch, kind=JobKind.SUBMIT, user=user, total=len(seen), seen=seen)


def drafts_of(batch: Batch) -> QuerySet[Device]:
    """The batch's records that are 未提交."""
    drafts = Device.objects.filter(intake_status=IntakeStatus.DRAFT, deleted_at__isnull=True)
    return drafts.filter(pk__in=batch.machines.values("device_id"))


def keep_one(*, row: BatchRow, user: User) -> None:
    """The row's record, added or changed, with the result on it; never raises a refusal."""
    try:
        with transaction.atomic():
            device = _write(row, user)
            machine = row.machine or BatchMachine(batch=row.upload.batch, device=device)
            machine.renewal_revision = device.revision
            machine.outcome, machine.said = MachineOutcome.KEPT, ""
            machine.save()
            BatchRow.objects.filter(pk=row.pk).update(taken_at=timezone.now(), machine=machine)
    except RuleBroken as refusal:
        _refuse(row, refusal)


def hand_in_one(*, machine: BatchMachine, revision: int, user: User) -> None:
    """提交入库 of the machine, with the result on it; never raises a refusal."""
    try:
        with transaction.atomic():
            submit_intake(device_id=machine.device_id, revision=revision, user=user)
            note(machine, MachineOutcome.HANDED_IN, "")
    except RuleBroken as refusal:
        note(machine, MachineOutcome.SKIPPED, why_refused(refusal))


def _write(row: BatchRow, user: User) -> Device:
    version = refuse_other_workbook(row.upload.catalogue_version_id)
    given = RecordInput(row.given["common"], row.given["parameters"], source=Provenance.WORKBOOK)
    if row.machine is None:
        return add_device(user=user, category=row.given["category"], given=given)
    return change_device(
        device_id=row.machine.device_id,
        revision=row.subject_revision,
        user=user,
        given=given,
        version=version,
    )


def _refuse(row: BatchRow, refusal: RuleBroken) -> None:
    """The row becomes a faulty one with the sentence, so that result and marked workbook show it."""
    problem = {"sheet": row.sheet, "cell": "", "label": "", "typed": "", "severity": "error"}
    row.cells = [*row.cells, {**problem, "sentence": why_refused(refusal)}]
    row.verdict, row.errors = Verdict.ERROR, row.errors + 1
    row.save(update_fields=["cells", "verdict", "errors"])
