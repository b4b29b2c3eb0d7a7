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
from devices.imports.judging import Judgement, doubles, sharing_a_key
from devices.imports.machine_rows import MachineReader
from devices.imports.owner_rows import FirmReader
from devices.imports.reading import read
from devices.models import CatalogueVersion, ImportJob, ImportRow, RegisterImport
from ground.errors import StepRefused
from ground.glossary import AccountStep
from ground.leasing import OPEN, note_progress
from ground.writing_many import write_columns

Taker = Callable[[list[ImportRow], User], None]

AT_ONCE, TAKEN_AT_ONCE = 1000, 500
TO_TAKE = (RowVerdict.ADD, RowVerdict.CHANGE)
TAKEN = (RowOutcome.ADDED, RowOutcome.CHANGED)
CLASH = "同一时刻另有办理使用了相同的备案号、出厂编号或企业代码。"
# What the dry run writes, and what decides whether a row of the file is another one's double.
FOUND = (
    *("given", "first_key", "second_key", "digest", "title"),
    *("verdict", "said", "problems", "noted", "device", "enterprise"),
)
TAKEN_OVER = ("outcome", "said", "device", "enterprise")
# What a row must bring to be judged, and to be taken.
READ = ("run", "line", "cells", "device", "enterprise")
NEEDED = ("run", "line", "given", "first_key", "second_key", "verdict", "said", "device", "enterprise")


def check(job: ImportJob) -> None:
    """试算: understand each row and compare it with the register, then the file's rows with each other; nothing is written there."""
    run = job.run
    reader = _reader(run)
    _judge(job, reader)
    _find_doubles(job, reader)
    with transaction.atomic():
        note_progress(job, job.total, job.total)
        RegisterImport.objects.filter(pk=run.pk).update(checked_at=timezone.now())


def _reader(run: RegisterImport) -> MachineReader | FirmReader:
    book = CatalogueVersion.objects.in_force().catalogue
    places = {code: place for place, code in run.fields_by_place().items()}
    kind = MachineReader if run.kind == ImportKind.MACHINES else FirmReader
    return kind(book, places, run.heads)


def _judge(job: ImportJob, reader: MachineReader | FirmReader) -> None:
    """Every row by itself; what an earlier worker has judged stays."""
    unread = job.run.rows.filter(verdict__in=(RowVerdict.NONE, RowVerdict.PARSED)).order_by("id")
    left, last = unread.count(), 0
    while rows := list(unread.only(*READ).filter(pk__gt=last)[:AT_ONCE]):
        last = rows[-1].pk
        for row in rows:
            reader.understand(row.cells).put_into(row)
        sound = [row for row in rows if row.verdict == RowVerdict.PARSED]
        for row, judged in zip(sound, _judgements(job.run, sound), strict=True):
            judged.put_into(row)
        left -= len(rows)
        with transaction.atomic():
            note_progress(job, job.total - left, job.total)
            write_columns(rows, fields=FOUND)


def _judgements(run: RegisterImport, rows: list[ImportRow]) -> list[Judgement]:
    judging = machine_judging if run.kind == ImportKind.MACHINES else firm_taking
    return judging.judge(rows, judging.surroundings(rows))


def _find_doubles(job: ImportJob, reader: MachineReader | FirmReader) -> None:
    """Rows that share a key with another one of the file are judged by that alone."""
    words = machine_judging.KEYS if job.run.kind == ImportKind.MACHINES else firm_taking.KEYS
    rows = job.run.rows.exclude(outcome__in=TAKEN).filter(sharing_a_key(job.run)).order_by("id")
    last = 0
    while found := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        twice = doubles(found, words)
        again = [row for row in found if row.pk in twice]
        for row in again:
            reader.understand(row.cells).put_into(row)
            Judgement(RowVerdict.DUPLICATE, twice[row.pk]).put_into(row)
        last = found[-1].pk
        with transaction.atomic():
            note_progress(job, job.total, job.total)
            write_columns(again, fields=FOUND)


def take(job: ImportJob) -> None:
    """正式导入: what an earlier worker has taken is left out, because its rows say so."""
    run, user = job.run, job.asked_by
    taker = machine_taking.take if run.kind == ImportKind.MACHINES else firm_taking.take
    waiting = run.rows.filter(verdict__in=TO_TAKE, outcome=RowOutcome.NONE)
    waiting = waiting.only(*NEEDED).order_by("id")
    left, last = waiting.count(), 0
    while rows := list(waiting.filter(pk__gt=last)[:TAKEN_AT_ONCE]):
        last = rows[-1].pk
        left -= len(rows)
        try:
            _piece(job, rows, taker, left)
        except (IntegrityError, StepRefused):  # somebody else came between: find out which row it is
            for row in waiting.filter(pk__in=[row.pk for row in rows]):
                _single(job, row, taker, left)
    taken = run.rows.filter(outcome__in=TAKEN).count()
    with transaction.atomic():
        note_progress(job, job.total, job.total)
        RegisterImport.objects.filter(pk=run.pk).update(taken_at=timezone.now())
        _record(run, user, taken)


def _piece(job: ImportJob, rows: list[ImportRow], taker: Taker, left: int) -> None:
    """Take the rows, after which so many are left."""
    with transaction.atomic():
        note_progress(job, max(job.total - left, 0), job.total)  # first: who lost the work writes nothing
        taker(rows, job.asked_by)
        write_columns(rows, fields=TAKEN_OVER)


def _single(job: ImportJob, row: ImportRow, taker: Taker, left: int) -> None:
    try:
        _piece(job, [row], taker, left)
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
