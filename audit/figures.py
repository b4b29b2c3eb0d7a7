"""The record's state in figures, for /metrics, /readyz and the page; each is cheap."""

from __future__ import annotations

from audit.chain import Link, SealHead, SealPass
from audit.sources import sources
from audit.verifications import last_verification
from ground.counting import counted

COUNTED = 100_000  # beyond this it is many


def unsealed() -> int:
    """Rows that wait for a worker, at most COUNTED of each table; by one query for all tables."""
    last = SealPass.objects.order_by("-at", "-id").first()
    tops = last.tops if last else {}
    waiting = {code: source.unsealed().filter(pk__gt=tops.get(code, 0)) for code, source in sources().items()}
    head = SealHead.objects.filter(pk=1)
    try:
        return sum(counted(head, waiting, cap=COUNTED).values())
    except IndexError:  # emptied tables: the first round makes the head anew
        return sum(rows.order_by().values("pk")[:COUNTED].count() for rows in waiting.values())


def broken() -> int:
    """Findings of the last verification, and one more where the chain's end is not where it was left."""
    last, head, end = last_verification(), SealHead.objects.filter(pk=1).first(), Link.objects.latest_link()
    fits = (head.number, head.mac) == (end.number, end.mac) if head and end else not (head and head.number)
    return (last.findings if last else 0) + (0 if fits else 1)
