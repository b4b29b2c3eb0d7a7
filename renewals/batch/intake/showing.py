"""What the page of an intake batch shows: its steps, and its records with the papers that they lack."""

from __future__ import annotations

from typing import Any

from devices.checking import facts_of
from devices.rules import papers_of
from documents.models import Attachment, SubjectKind
from ground.glossary import IntakeStatus
from renewals.batch.intake.making import drafts_of
from renewals.batch.showing import MachineRow
from renewals.batch_words import JobKind
from renewals.models import Batch, BatchMachine, BatchUpload
from renewals.way import WayStep

LABELS = ("下载空白表格", "填写、上传、校验", "保存设备", "补充附件", "提交入库")


def steps_of(batch: Batch, upload: BatchUpload | None) -> list[WayStep]:
    """The five steps as they stand."""
    at = _position(batch, upload)
    return [
        WayStep(n, label, "done" if n < at else "on" if n == at else "")
        for n, label in enumerate(LABELS, start=1)
    ]


def record_rows(batch: Batch, machines: list[BatchMachine]) -> list[MachineRow]:
    """The records of one page; a fixed number of queries."""
    ids = [machine.device_id for machine in machines]
    kinds: dict[int, set[str]] = {}
    held = Attachment.objects.filter(subject=SubjectKind.DEVICE, subject_id__in=ids)
    for device_id, kind in held.values_list("subject_id", "kind"):
        kinds.setdefault(device_id, set()).add(kind)
    firms = Attachment.objects.filter(subject=SubjectKind.ENTERPRISE, subject_id=batch.enterprise_id)
    standing = frozenset(firms.values_list("kind", flat=True))
    return [
        MachineRow(machine, *_lacking(machine, standing | kinds.get(machine.device_id, set())))
        for machine in machines
    ]


def page_context(batch: Batch, machines: list[BatchMachine]) -> dict[str, Any]:
    """What the page shows besides the checked workbook."""
    return {"rows": record_rows(batch, machines), "to_submit": drafts_of(batch).count()}


def _lacking(machine: BatchMachine, kinds: frozenset[str]) -> tuple[str, str]:
    device = machine.device
    if device.intake_status not in {IntakeStatus.DRAFT, IntakeStatus.REJECTED}:
        return "", ""
    facts = facts_of(device, enterprise=device.enterprise, attachments=kinds)
    asked = [paper.kind for paper in papers_of(facts, "intake") if paper.level == "required"]
    lacking = [kind for kind in asked if kind.code not in kinds]
    told = [
        "、".join(kind.label for kind in lacking if (kind.missing == "error") == b) for b in (True, False)
    ]
    return told[0], told[1]


def _position(batch: Batch, upload: BatchUpload | None) -> int:
    if upload is None:
        return 1
    if not batch.machines.exists():
        return 2 if upload.checked_at is None or not upload.rows.exclude(verdict="error").exists() else 3
    if drafts_of(batch).exists():
        return 5 if batch.jobs.filter(kind=JobKind.SUBMIT).exists() else 4
    open_ones = batch.machines.filter(device__intake_status=IntakeStatus.REJECTED)
    return 4 if open_ones.exists() else len(LABELS) + 1
