"""What a worker does with an import, some hundred rows in one transaction each; whoever comes after goes on there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from audit.services import record_account_step
from devices.import_words import ImportKind, ImportWork, RowOutcome, RowVerdict
from devices.imports import firm_taking, machine_judging, machine_taking
from devices.imports.judging import Judgement
from devices.imports.machine_rows import MachineReader
from devices.imports.owner_rows import FirmReader
from devices.imports.owners import KnownFirms
from devices.imports.reading import read
from devices.models import CatalogueVersion, ImportJob, ImportRow, RegisterImport
from ground.errors import StepRefused
from ground.glossary import AccountStep
from ground.leasing import OPEN, note_progress

UNDERSTOOD_AT_ONCE, TAKEN_AT_ONCE = 500, 200
TO_TAKE = (RowVerdict.ADD, RowVerdict.CHANGE)
TAKEN = (RowOutcome.ADDED, RowOutcome.CHANGED)
CLASH = "同一时刻另有办理使用了相同的备案号、出厂编号或企业代码。"
FIELDS = ("verdict", "said", "problems", "noted", "device", "enterprise")


def check(job: ImportJob) -> None:
    """试算: understand all rows, then compare each with the file's others and with the register; nothing is written there."""
    run = job.run
    total = run.rows.exclude(outcome__in=TAKEN).count()
    _understand(job, total)
    _judge(job, total)
    with transaction.atomic():
        note_progress(job, 2 * total, 2 * total)
        RegisterImport.objects.filter(pk=run.pk).update(checked_at=timezone.now())


def _understand(job: ImportJob, total: int) -> None:
    run, book = job.run, CatalogueVersion.objects.in_force().catalogue
    places = {code: place for place, code in run.fields_by_place().items()}
    kind = MachineReader if run.kind == ImportKind.MACHINES else FirmReader
    reader = kind(book, places, run.heads)
    unread = run.rows.filter(verdict=RowVerdict.NONE).order_by("id")
    while rows := list(unread[:UNDERSTOOD_AT_ONCE]):
        for row in rows:
            reader.understand(row.cells).put_into(row)
        with transaction.atomic():
            left = unread.count() - len(rows)
            note_progress(job, total - left, 2 * total)
            names = (
                "given",
                "first_key",
                "second_key",
                "digest",
                "title",
                "verdict",
                "said",
                "problems",
                "noted",
            )
            _keep(rows, names)


def _judge(job: ImportJob, total: int) -> None:
    parsed = job.run.rows.filter(verdict=RowVerdict.PARSED).order_by("id")
    while rows := list(parsed[:UNDERSTOOD_AT_ONCE]):
        judged = _judgements(job.run, rows)
        for row in rows:
            judged[row.pk].put_into(row)
        with transaction.atomic():
            left = parsed.count() - len(rows)
            note_progress(job, 2 * total - left, 2 * total)
            _keep(rows, FIELDS)


def _keep(rows: list[ImportRow], names: tuple[str, ...]) -> None:
    """Write these columns of known rows; an upsert, because a bulk update costs some twenty times as much."""
    ImportRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=names, batch_size=100
    )


def _judgements(run: RegisterImport, rows: list[ImportRow]) -> dict[int, Judgement]:
    if run.kind == ImportKind.FIRMS:
        return firm_taking.judge(rows, KnownFirms.of(row.given for row in rows))
    return machine_judging.judge(rows, machine_judging.surroundings(rows))


def take(job: ImportJob) -> None:
    """正式导入: what an earlier worker has taken is left out, because its rows say so."""
    run, user = job.run, job.asked_by
    taker = machine_taking.take if run.kind == ImportKind.MACHINES else firm_taking.take
    waiting = run.rows.filter(verdict__in=TO_TAKE, outcome=RowOutcome.NONE).order_by("id")
    while rows := list(waiting.select_related("device", "enterprise")[:TAKEN_AT_ONCE]):
        try:
            _piece(job, rows, taker)
        except (IntegrityError, StepRefused):  # somebody else came between: find out which row it is
            for row in waiting.filter(pk__in=[row.pk for row in rows]):
                _single(job, row, taker)
    taken = run.rows.filter(outcome__in=TAKEN).count()
    with transaction.atomic():
        note_progress(job, job.total, job.total)
        RegisterImport.objects.filter(pk=run.pk).update(taken_at=timezone.now())
        _record(run, user, taken)


def _piece(job: ImportJob, rows: list[ImportRow], taker: Callable[[list[ImportRow], User], None]) -> None:
    with transaction.atomic():
        left = job.run.rows.filter(verdict__in=TO_TAKE, outcome=RowOutcome.NONE).count() - len(rows)
        note_progress(job, max(job.total - left, 0), job.total)  # first: who lost the work writes nothing
        taker(rows, job.asked_by)
        _keep(rows, ("outcome", "said", "device", "enterprise"))


def _single(job: ImportJob, row: ImportRow, taker: Callable[[list[ImportRow], User], None]) -> None:
    try:
        _piece(job, [row], taker)
    except (IntegrityError, StepRefused):
        machine_taking.skip(row, CLASH)
        row.save(update_fields=["outcome", "said"])


def _record(run: RegisterImport, user: User, taken: int) -> None:
    record_account_step(
        step=AccountStep.REGISTER_TAKEN,
        actor=user.actor,
        account_id=user.pk,
        detail={"import": run.pk, "kind": run.kind, "rows": taken},
    )


def forget_old(now: dt.datetime) -> int:
    """Let go the rows and files of imports older than IMPORT_KEEP_DAYS: they hold contact persons; how many imports.

    The import itself stays, because the machines' history names it.
    """
    before = now - dt.timedelta(days=settings.IMPORT_KEEP_DAYS)
    old = RegisterImport.objects.filter(Q(file__isnull=False), created_at__lt=before)
    many = 0
    for run in old.exclude(jobs__state__in=OPEN)[:20]:
        with transaction.atomic():
            run.rows.all().delete()
            many += RegisterImport.objects.filter(pk=run.pk).update(file=None, samples=[])
    return many


WORK: dict[ImportWork, Callable[[ImportJob], None]] = {
    ImportWork.READ: read,
    ImportWork.CHECK: check,
    ImportWork.TAKE: take,
}
