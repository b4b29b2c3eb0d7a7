"""What the page of a batch shows: steps, figures, problems by cell, machines with their results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from devices.checking import facts_of
from devices.rules import papers_of
from ground.glossary import ApprovalStatus
from renewals.batch.making import ready_rows, submittable
from renewals.batch.subjects import Subject, subjects_of
from renewals.batch_words import JobKind, Verdict
from renewals.models import Batch, BatchMachine, BatchUpload
from renewals.way import WayStep

LABELS = ("选择设备", "下载并填写表格", "校验", "补充附件", "一并提交")
MOST_LINES = 100
SAID = {Verdict.GOOD: "没有问题。", Verdict.BLANK: "没有新填写的内容，本次不处理。"}


@dataclass(frozen=True)
class Tile:
    """A figure that is also a filter; `url` is empty where it filters nothing."""

    key: str
    label: str
    count: int
    tone: str


@dataclass(frozen=True)
class Line:
    """One problem of one cell, or one machine without problems."""

    sheet: str
    cell: str
    number: str
    label: str
    typed: str
    severity: str
    sentence: str


@dataclass(frozen=True)
class MachineRow:
    """One machine of the batch with the papers that its renewal lacks, and those that it should have."""

    machine: BatchMachine
    missing: str
    advised: str


def steps_of(batch: Batch, upload: BatchUpload | None) -> list[WayStep]:
    """The five steps as they stand."""
    at = _position(batch, upload)
    return [
        WayStep(n, label, "done" if n < at else "on" if n == at else "")
        for n, label in enumerate(LABELS, start=1)
    ]


def tiles_of(upload: BatchUpload) -> list[Tile]:
    """How many machines are good, have warnings, errors, are blank; and the number of faulty cells."""
    counts = dict(upload.rows.order_by().values_list("verdict").annotate(Count("pk")))
    labels = {Verdict.GOOD: "可保存"} if upload.batch.is_intake else {}
    tiles = [
        Tile(word.value, labels.get(word, word.label), counts.get(word.value, 0), word.tone)
        for word in Verdict
    ]
    cells = upload.rows.aggregate(total=Sum("errors"))["total"] or 0
    absent = upload.batch.machines.count() - sum(counts.values())
    more = [Tile("", "表中没有", absent, "")] if absent > 0 else []
    return [*tiles, Tile("", "单元格错误", cells, ""), *more]


def wanted_of(tiles: list[Tile], asked: str) -> str:
    """Which figure's lines are shown: the one asked for, else errors, warnings, good."""
    if asked in Verdict.values:
        return asked
    counts = {tile.key: tile.count for tile in tiles}
    order = (Verdict.ERROR, Verdict.WARNING, Verdict.GOOD, Verdict.BLANK)
    return next((word.value for word in order if counts.get(word.value)), Verdict.GOOD.value)


def lines_of(upload: BatchUpload, verdict: str) -> tuple[list[Line], bool]:
    """The problems of the rows with that verdict, at most MOST_LINES, and whether there are more."""
    rows = upload.rows.filter(verdict=verdict).select_related("machine__device").order_by("sheet", "line")
    lines: list[Line] = []
    for row in rows[: MOST_LINES + 1]:
        number = row.number
        told = [item for item in row.cells if verdict != Verdict.ERROR or item["severity"] == "error"]
        place = f"第 {row.line} 行"
        if not told:
            lines.append(Line(row.sheet, place, number, "", "", "", SAID.get(Verdict(verdict), "")))
        lines += [
            Line(
                item["sheet"],
                item["cell"] or place,
                number,
                item["label"],
                item["typed"],
                item["severity"],
                item["sentence"],
            )
            for item in told
        ]
    return lines[:MOST_LINES], len(lines) > MOST_LINES


def machine_rows(batch: Batch, machines: list[BatchMachine]) -> list[MachineRow]:
    """The machines of one page; a fixed number of queries."""
    subjects = subjects_of(batch, machines)
    rows = []
    for machine in machines:
        subject = subjects[machine.device_id]
        drafted = bool(subject.record.pk) and subject.record.is_editable
        told = [_missing(subject, blocking=blocking) if drafted else "" for blocking in (True, False)]
        rows.append(MachineRow(machine, *told))
    return rows


def page_context(batch: Batch, machines: list[BatchMachine]) -> dict[str, Any]:
    """What the page shows besides the checked workbook."""
    return {
        "rows": machine_rows(batch, machines),
        "to_submit": submittable(batch).count(),
        "adds_papers": batch.machines.filter(renewal__isnull=False).exists() or batch.packs.exists(),
    }


def result_context(batch: Batch, upload: BatchUpload | None, asked: str) -> dict[str, Any]:
    """What the checked workbook adds to the page."""
    if upload is None or upload.checked_at is None:
        return {}
    tiles = tiles_of(upload)
    wanted = wanted_of(tiles, asked)
    lines, more = lines_of(upload, wanted)
    return {
        "tiles": tiles,
        "wanted": wanted,
        "wanted_word": next(tile.label for tile in tiles if tile.key == wanted),
        "lines": lines,
        "more": more,
        "ready": ready_rows(upload).count(),
        "has_errors": any(tile.key == Verdict.ERROR and tile.count for tile in tiles),
    }


def _missing(subject: Subject, *, blocking: bool) -> str:
    """The names of the papers that are asked for and not there: those without which nothing is handed in,
    or those that may follow."""
    facts = facts_of(subject.record, enterprise=subject.record.device.enterprise, attachments=subject.kinds)
    asked = [paper.kind for paper in papers_of(facts, "renewal") if paper.level == "required"]
    lacking = [kind for kind in asked if kind.code not in subject.kinds]
    return "、".join(kind.label for kind in lacking if (kind.missing == "error") == blocking)


def _position(batch: Batch, upload: BatchUpload | None) -> int:
    if upload is None:
        return 2
    if not batch.machines.filter(renewal__isnull=False).exists():
        return 3
    if submittable(batch).exists():
        return 5 if batch.jobs.filter(kind=JobKind.SUBMIT).exists() else 4
    unfinished = Q(renewal__isnull=True) | Q(renewal__approval_status=ApprovalStatus.REJECTED)
    return 3 if batch.machines.filter(unfinished).exists() else len(LABELS) + 1
