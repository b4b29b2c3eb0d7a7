"""校验: the rules of the pre-check on every row, merged with its record; a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace

from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from devices import values
from devices.checking import facts_of
from devices.findings import Finding
from devices.identifiers import factory_number_key
from devices.models import CatalogueVersion
from devices.rules import check_machine
from documents.services import read_bytes
from renewals.batch.reading import read_workbook
from renewals.batch.subjects import Subject, bring_up_to_date, subjects_of
from renewals.batch.understanding import IDENTITY_PATHS, RowRead, Understood, understand
from renewals.batch.writing import shown, stored_values
from renewals.batch_words import Verdict
from renewals.carrying import merged_parameters
from renewals.models import BatchRow, BatchUpload
from renewals.precheck import Twin, duplicates, twins_of

Progress = Callable[[int, int], None]
STALE = "此设备的资料在您下载表格之后已有变化。请重新下载本批的表格，核对后再填写上传。"
EACH = 20  # rows between two notes of progress


def check_upload(upload: BatchUpload, *, by_manager: bool, progress: Progress) -> None:
    """Read the workbook, judge each row and keep what was found; a second time replaces the first.

    Raises RuleBroken where the file is no workbook at all.
    """
    bring_up_to_date(upload.batch)
    upload.catalogue_version = CatalogueVersion.objects.in_force()
    subjects = subjects_of(upload.batch)
    progress(0, len(subjects))
    understood = _understood(upload, subjects)
    serials = {factory_number_key(subject.record.factory_number) for subject in subjects.values()}
    twins = twins_of(serials)
    rows = []
    for count, (device_id, read) in enumerate(understood.rows.items(), start=1):
        subject = subjects[device_id]
        same = twins.get(factory_number_key(subject.record.factory_number), [])
        rows.append(judge(upload, subject, read, same, by_manager=by_manager))
        if count % EACH == 0:
            progress(count, len(subjects))
    keep(upload, rows, understood.notes)
    progress(len(subjects), len(subjects))


def judge(
    upload: BatchUpload, subject: Subject, read: RowRead, twins: list[Twin], *, by_manager: bool
) -> BatchRow:
    """One row's result; the subject's record is changed in memory only."""
    before = stored_values(subject.record)
    given = read.given
    touched = any(before.get(path, "") != value for path, value in _as_compared(read, given).items())
    standing = _standing(subject, read, touched=touched)
    if not (standing or subject.why_not):
        _apply_rules(subject, read, given, twins, by_manager=by_manager)
    wrong = sum(item.severity == "error" for item in read.problems)
    untouched = not (touched or standing)
    verdict = Verdict.BLANK if untouched and subject.why_not else _verdict(read, wrong, untouched=untouched)
    return BatchRow(
        upload=upload,
        machine=subject.machine,
        sheet=read.sheet[:60],
        line=read.line,
        verdict=verdict,
        given=split_given(read),
        cells=[] if verdict == Verdict.BLANK else [asdict(item) for item in read.problems],
        errors=0 if verdict == Verdict.BLANK else wrong,
        renewal_id=subject.record.pk,
        subject_revision=subject.revision,
    )


def _understood(upload: BatchUpload, subjects: dict[int, Subject]) -> Understood:
    batch = upload.batch
    assert upload.catalogue_version  # noqa: S101 - set where the check begins
    catalogue = upload.catalogue_version.catalogue
    identities = {}
    for device_id, subject in subjects.items():
        common = subject.record.common_values()
        identities[device_id] = {
            path: shown(catalogue.common_field(code), common.get(code, ""))
            for path in IDENTITY_PATHS
            for code in [path.split(".")[1]]
        }
    return understand(
        read_workbook(read_bytes(upload.file)),
        batch_id=batch.pk,
        number=batch.number,
        catalogue=catalogue,
        identities=identities,
    )


def _apply_rules(
    subject: Subject, read: RowRead, given: dict[str, str], twins: list[Twin], *, by_manager: bool
) -> None:
    record = subject.record
    split = split_given(read)
    record.set_common(split["common"])
    record.parameters = merged_parameters(record.parameters, split["parameters"], record.category_data)
    facts = facts_of(record, enterprise=record.device.enterprise, attachments=subject.kinds)
    found = check_machine(replace(facts, by_manager=by_manager), "renewal")
    refused = {item.cell for item in read.problems if item.cell}
    for finding in [*found, *duplicates(record, twins)]:
        if _belongs(finding) and read.cells.get(finding.path, "") not in refused:
            read.problem(finding.path, finding.severity, finding.sentence)


def _belongs(finding: Finding) -> bool:
    """Papers are added after the drafts are made; they are asked for there and at the submission."""
    return not finding.path.startswith("attachments.")


def _standing(subject: Subject, read: RowRead, *, touched: bool) -> bool:
    """Whether the row cannot be taken whatever its values are: the reason stands in its problems.

    A row that changes nothing needs no reason.
    """
    if subject.why_not and touched:
        read.problem("", "error", subject.why_not)
    elif touched and not subject.is_current(read.mark):
        read.problem("", "error", STALE)
    return any(not item.cell and item.severity == "error" for item in read.problems)


def _verdict(read: RowRead, wrong: int, *, untouched: bool) -> Verdict:
    if wrong and untouched and not any(item.typed for item in read.problems if item.severity == "error"):
        return Verdict.BLANK  # nothing filled in yet: to say of each cell that it is empty helps nobody
    if wrong:
        return Verdict.ERROR
    return Verdict.WARNING if read.problems else Verdict.GOOD


def _as_compared(read: RowRead, given: dict[str, str]) -> dict[str, str]:
    """What was given, a date of which only the month was written as its month."""
    path = "device.manufacture_date"
    typed = read.typed.get(path, "")
    by_month = given.get(path) and values.date_precision(typed) == "month"
    return {**given, path: given[path][:7]} if by_month else given


def split_given(read: RowRead) -> dict[str, dict[str, str]]:
    """What the row gives, common fields and parameters apart, as stored scalars by code."""
    given = read.given
    common = {path.split(".", 1)[1]: value for path, value in given.items() if path.startswith("device.")}
    parameters = {
        path.split(".", 1)[1]: value for path, value in given.items() if path.startswith("parameters.")
    }
    if "manufacture_date" in common:
        typed = read.typed["device.manufacture_date"]
        common["manufacture_date_precision"] = values.date_precision(typed) if typed else ""
    return {"common": common, "parameters": parameters}


@transaction.atomic
def keep(upload: BatchUpload, rows: list[BatchRow], notes: list[str]) -> None:
    """Replace what an earlier check found; the workbooks before this one are let go."""
    upload.rows.all().delete()
    BatchRow.objects.bulk_create(rows, batch_size=200)
    upload.notes, upload.checked_at = notes[:100], timezone.now()
    upload.save(update_fields=["notes", "checked_at", "catalogue_version"])
    # What was handed in before is of no more use, and holds contact persons; the sweep takes its bytes.
    upload.batch.uploads.filter(pk__lt=upload.pk).delete()


def is_manager(role: str) -> bool:
    """Whether the firm's manager asks: then no letter of authorisation is needed."""
    return role == Role.ENTERPRISE_MANAGER
