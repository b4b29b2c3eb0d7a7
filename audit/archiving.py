"""Archiving: the oldest part of the chain leaves the database for a file with a seal of its own, by command alone.

Rows of tables that are not kept for ever go with their links. Rows that stay (the history of machines) are sealed
anew at the chain's end. A sealed entry tells where the chain was cut, so that verifying goes on from there.

It goes piece by piece, each with a file and one transaction of its own: the tables are locked for seconds, the chain
verifies between any two pieces, and what dies in between is taken up by the next call.
"""

from __future__ import annotations

import datetime as dt
import gzip
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.actors import COMMAND
from audit.archive_files import write_archive
from audit.chain import Link
from audit.erasing import forget_before
from audit.guards import lifted
from audit.models import AccountEvent
from audit.places import last_before
from audit.sealing import seal_again, seal_due
from audit.services import record_account_step
from audit.sources import Source, sources
from audit.verifying import PIECE, Verifier
from ground.errors import RuleBroken
from ground.glossary import AccountStep

AT_ONCE = 20_000  # links of one piece
TOO_YOUNG = "只能归档 {days} 天以前的记录(AUDIT_RETENTION_DAYS)，最晚可归档到 {day}。"
NOTHING = "{day} 以前没有可归档的封存记录。"
UNSOUND = "这一段封存链核验有异常，不能归档：{finding}。请先运行 manage.py verify_audit 查明原因。"


@dataclass
class Archived:
    """What was done: the files, links and last number, rows that left, rows sealed anew, notes erased."""

    files: list[Path] = field(default_factory=list)
    links: int = 0
    until: int = 0
    removed: int = 0
    resealed: int = 0
    erased: int = 0


def archive(
    *,
    before: dt.date,
    folder: Path,
    at_once: int = AT_ONCE,
    tell: Callable[[Path], None] = lambda file: None,
) -> Archived:
    """Write everything sealed before that day into files of `folder`, and take out what is not kept for ever.

    `tell` hears of each file once its piece is done for good. Raises RuleBroken where the day is too young, where
    there is nothing, or where that part does not verify; then nothing was taken out.
    """
    latest = timezone.localdate() - dt.timedelta(days=settings.AUDIT_RETENTION_DAYS)
    if before > latest:
        raise RuleBroken("too_young", TOO_YOUNG.format(days=settings.AUDIT_RETENTION_DAYS, day=latest))
    until = last_before(timezone.make_aware(dt.datetime.combine(before, dt.time())))
    for finding in Verifier(last=until).run() if until else ():
        raise RuleBroken("unsound", UNSOUND.format(finding=finding))
    done = Archived()
    while (first := _first()) and first <= until:
        file = _archive_piece(first, min(until, first + at_once - 1), folder, done)
        done.files.append(file)
        tell(file)
    done.erased = forget_before(before)  # also those that a call before this one died over
    if not done.files and not done.erased:
        raise RuleBroken("nothing", NOTHING.format(day=before))
    return done


def _first() -> int | None:
    return Link.objects.order_by("number").values_list("number", flat=True).first()


def _archive_piece(first: int, last: int, folder: Path, done: Archived) -> Path:
    """One piece: its file for good, then its place in the chain; until both stand, the next call does it again."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"audit-{first}-*.jsonl*"):
        left.unlink()  # of a call that died before the chain was cut there
    file = folder / f"audit-{first}-{last}.jsonl.gz"
    partial = file.with_suffix(".part")
    with gzip.open(partial, "wb") as out:
        links, sm3 = write_archive(out, _pieces(first, last))
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(file)
    seal_due(seconds=24 * 3600)  # what waits is sealed before the tables are held
    removed, resealed = _cut(last, file=file, links=links, sm3=sm3)
    done.links, done.until = done.links + links, last
    done.removed, done.resealed = done.removed + removed, done.resealed + resealed
    return file


def cut_at(number: int) -> str:
    """The seal of the last archived link, as a sealed entry tells it; empty where nothing was archived up to there."""
    told = AccountEvent.objects.filter(step=AccountStep.RECORD_ARCHIVED, detail__until=number).last()
    return str(told.detail["mac"]) if told else ""


@transaction.atomic
def _cut(until: int, *, file: Path, links: int, sm3: str) -> tuple[int, int]:
    """Out of the database, all of the piece or nothing; how many rows left, and how many were sealed anew."""
    end = Link.objects.get(number=until)
    record_account_step(
        step=AccountStep.RECORD_ARCHIVED,
        actor=COMMAND,
        account_id=None,
        detail={"links": links, "until": until, "mac": end.mac, "file": file.name, "sm3": sm3},
    )
    seal_due(seconds=24 * 3600)  # what tells of the cut is sealed before it
    gone = Link.objects.filter(number__lte=until)
    lasting = {code: _lasting(source, gone) for code, source in sources().items() if source.stays}
    stay: dict[str, list[int]] = defaultdict(list)
    for code, row_id in gone.order_by("number").values_list("source", "row_id"):
        if sources()[code].kept or row_id in lasting.get(code, ()):
            stay[code].append(row_id)
    tables = [source.table for source in sources().values() if not source.kept] + [Link._meta.db_table]
    removed = 0
    with lifted(connection, tables):
        for code, source in sources().items():
            if not source.kept:
                named = gone.filter(source=code).values("row_id")
                rows = source.rows().filter(pk__in=named).exclude(pk__in=lasting.get(code, ()))
                removed += rows._raw_delete(connection.alias)
        gone._raw_delete(connection.alias)
    return removed, seal_again(stay)


def _lasting(source: Source, gone: QuerySet[Link]) -> set[int]:
    """The rows of a table that is not kept which stay all the same."""
    named = gone.filter(source=source.code).values("row_id")
    return set(source.rows().filter(source.stays, pk__in=named).values_list("pk", flat=True))


def _pieces(first: int, last: int) -> Iterator[list[dict[str, Any]]]:
    """Links with the rows that they seal, some at a time."""
    number = first - 1
    while piece := list(Link.objects.filter(number__gt=number, number__lte=last).order_by("number")[:PIECE]):
        number = piece[-1].number
        wanted: dict[tuple[str, int], list[int]] = {}
        for link in piece:
            wanted.setdefault((link.source, link.form), []).append(link.row_id)
        rows = {
            (code, row["id"]): row
            for (code, form), ids in wanted.items()
            for row in sources()[code].contents(sources()[code].rows().filter(pk__in=ids), form=form)
        }
        yield [{"link": link, "row": rows[link.source, link.row_id]} for link in piece]
