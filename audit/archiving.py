"""Archiving: the oldest part of the chain leaves the database for a file with a seal of its own, by command alone.

Rows of tables that are not kept for ever go with their links. Rows that stay (the history of machines) are sealed
anew at the chain's end. A sealed entry tells where the chain was cut, so that verifying goes on from there.
"""

from __future__ import annotations

import datetime as dt
import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit.actors import SYSTEM
from audit.archive_files import write_archive
from audit.chain import Link
from audit.erasing import forget_before
from audit.guards import lifted
from audit.models import AccountEvent
from audit.places import last_before
from audit.sealing import seal_due
from audit.services import record_account_step
from audit.sources import sources
from audit.verifying import PIECE, Verifier
from ground.errors import RuleBroken
from ground.glossary import AccountStep

TOO_YOUNG = "只能归档 {days} 天以前的记录(AUDIT_RETENTION_DAYS)，最晚可归档到 {day}。"
NOTHING = "{day} 以前没有可归档的封存记录。"
UNSOUND = "这一段封存链核验有异常，不能归档：{finding}。请先运行 manage.py verify_audit 查明原因。"


@dataclass(frozen=True)
class Archived:
    """What was done."""

    file: Path
    links: int
    until: int
    removed: int
    resealed: int
    erased: int


def archive(*, before: dt.date, folder: Path) -> Archived:
    """Write everything sealed before that day into a file of `folder`, and take out what is not kept for ever.

    Raises RuleBroken where the day is too young, where there is nothing, or where that part does not verify.
    """
    latest = timezone.localdate() - dt.timedelta(days=settings.AUDIT_RETENTION_DAYS)
    if before > latest:
        raise RuleBroken("too_young", TOO_YOUNG.format(days=settings.AUDIT_RETENTION_DAYS, day=latest))
    until = last_before(timezone.make_aware(dt.datetime.combine(before, dt.time())))
    first = Link.objects.order_by("number").values_list("number", flat=True).first()
    if first is None or until < first:
        raise RuleBroken("nothing", NOTHING.format(day=before))
    for finding in Verifier(last=until).run():
        raise RuleBroken("unsound", UNSOUND.format(finding=finding))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"audit-{first}-{until}.jsonl.gz"
    partial = file.with_suffix(".part")
    with gzip.open(partial, "wb") as out:
        links, sm3 = write_archive(out, _pieces(until))
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(file)
    return _cut(until, file=file, links=links, sm3=sm3, before=before)


def cut_at(number: int) -> str:
    """The seal of the last archived link, as a sealed entry tells it; empty where nothing was archived up to there."""
    told = AccountEvent.objects.filter(step=AccountStep.RECORD_ARCHIVED, detail__until=number).last()
    return str(told.detail["mac"]) if told else ""


@transaction.atomic
def _cut(until: int, *, file: Path, links: int, sm3: str, before: dt.date) -> Archived:
    """Out of the database, in one transaction: all of it or nothing."""
    end = Link.objects.get(number=until)
    record_account_step(
        step=AccountStep.RECORD_ARCHIVED,
        actor=SYSTEM,
        account_id=None,
        detail={"links": links, "until": until, "mac": end.mac, "file": file.name, "sm3": sm3},
    )
    seal_due(seconds=24 * 3600)  # what tells of the cut is sealed before it
    gone = Link.objects.filter(number__lte=until)
    tables = [source.table for source in sources().values() if not source.kept] + [Link._meta.db_table]
    removed = 0
    with lifted(connection, tables):
        for code, source in sources().items():
            if not source.kept:
                named = gone.filter(source=code).values("row_id")
                removed += source.rows().filter(pk__in=named)._raw_delete(connection.alias)
        gone._raw_delete(connection.alias)
    erased = forget_before(before)
    sealed = seal_due(seconds=24 * 3600, admits=True, from_beginning=True)
    return Archived(file, links, until, removed, sealed, erased)


def _pieces(until: int) -> Iterator[list[dict[str, Any]]]:
    """Links with the rows that they seal, some at a time."""
    number = 0
    while piece := list(Link.objects.filter(number__gt=number, number__lte=until).order_by("number")[:PIECE]):
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
