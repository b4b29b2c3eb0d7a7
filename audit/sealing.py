"""Sealing: rows of the record become links of the chain, in batches, by whichever worker looks first.

A batch is one transaction that holds the chain's head: a worker that dies leaves whole batches or nothing, and two
workers never make the same number. PostgreSQL gives numbers before it commits, so that rows appear late below others:
each round looks once more at everything above what an older round had seen `AUDIT_LATE_SECONDS` ago.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.chain import Link, SealHead, SealPass, present_key
from audit.sources import Source, digest_of, sources

BATCH = 500
HEARTBEAT = dt.timedelta(hours=1)  # a round leaves its trace at least so often, also when nothing happens
PASS = "pass"  # noqa: S105 (a table's code)
_log = structlog.get_logger("audit")


class ChainBrokenError(Exception):
    """The chain's end is not where it was left: nothing is sealed on top of a chain that was cut or rewritten."""


def seal_due(
    *,
    seconds: float = 60.0,
    admits: bool = False,
    now: dt.datetime | None = None,
) -> int:
    """Seal what is not sealed, for at most about `seconds`; return how many rows. Raises ChainBrokenError.

    `admits` says that what is sealed now may be older than it looks, because a command made it (demo data).
    """
    started = now or timezone.now()
    until = time.monotonic() + seconds
    last, settled = _last_pass(), settled_at(started)
    tops = dict(last.tops) if last else {}
    if admits:
        _close(started, complete=False, tops=tops, admits=True)
    count, complete = 0, True
    for code, source in sources().items():
        if code == PASS:
            continue
        after = settled.get(code, 0)
        while complete:
            ids = _seal_batch(source, after)
            if not ids:
                break
            count, after = count + len(ids), ids[-1]
            tops[code] = max(tops.get(code, 0), after)
            complete = time.monotonic() < until
    if count or admits or last is None or started - last.at >= HEARTBEAT:
        _close(started, complete=complete, tops=tops)
    if count:
        _log.info("record sealed", rows=count, complete=complete)
    return count


@transaction.atomic
def seal_again(rows: dict[str, list[int]]) -> int:
    """Seal rows anew whose links an archive took along, by table; how many. Raises ChainBrokenError."""
    last = _last_pass()
    now, tops, count = timezone.now(), dict(last.tops) if last else {}, 0
    _close(now, complete=False, tops=tops, admits=True)
    for code, ids in rows.items():
        source = sources()[code]
        for begin in range(0, len(ids), BATCH):
            waiting = source.unsealed().filter(pk__in=ids[begin : begin + BATCH]).order_by("pk")
            contents = source.contents(waiting, form=source.form)
            _append(_locked_head(), source, contents)
            count += len(contents)
    _close(now, complete=False, tops=tops)  # it did not look whether other rows wait
    return count


def settled_at(now: dt.datetime) -> dict[str, int]:
    """Up to which row number of each table nothing can appear any more."""
    late = dt.timedelta(seconds=settings.AUDIT_LATE_SECONDS)
    seen = SealPass.objects.filter(at__lte=now - late).order_by("-at", "-id").first()
    return dict(seen.tops) if seen else {}


def _last_pass() -> SealPass | None:
    return SealPass.objects.order_by("-at", "-id").first()


@transaction.atomic
def _seal_batch(source: Source, after: int) -> list[int]:
    head = _locked_head()
    waiting = source.unsealed().filter(pk__gt=after).order_by("pk")[:BATCH]
    rows = source.contents(waiting, form=source.form)
    _append(head, source, rows)
    return [row["id"] for row in rows]


@transaction.atomic
def _close(at: dt.datetime, *, complete: bool, tops: dict[str, int], admits: bool = False) -> None:
    head, source = _locked_head(), sources()[PASS]
    made = SealPass.objects.create(at=at, complete=complete, admits=admits, tops=tops)
    _append(head, source, source.contents(source.rows().filter(pk=made.pk), form=source.form))


def _locked_head() -> SealHead:
    """The head, this transaction's alone; ChainBrokenError where the chain does not end there."""
    SealHead.objects.get_or_create(pk=1)
    head = SealHead.objects.select_for_update().get(pk=1)
    last = Link.objects.latest_link()
    if (last.number, last.mac) != (head.number, head.mac) if last else head.number != 0:
        raise ChainBrokenError(
            f"the chain ends at {last.number if last else 0}, it was left at {head.number}"
        )
    return head


def _append(head: SealHead, source: Source, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    key, now, links, seen = present_key(), timezone.now(), [], head.number
    for row in rows:
        said: dict[str, Any] = {
            "number": head.number + 1,
            "source": source.code,
            "row_id": row["id"],
            "form": source.form,
            "digest": digest_of(source, row, form=source.form),
            "previous": head.mac,
            "sealed_at": now,
        }
        head.number, head.mac = said["number"], key.seal(said)
        links.append(Link(**said, mac=head.mac, key=key.name))
    Link.objects.bulk_create(links)
    if SealHead.objects.filter(pk=1, number=seen).update(number=head.number, mac=head.mac) != 1:
        raise ChainBrokenError("somebody else moved the chain's end")
