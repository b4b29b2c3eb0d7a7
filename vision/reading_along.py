"""The readings of the papers of a list, as one column of another read: who decides asks once for all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.dateparse import parse_datetime

from ground.json_rows import Listed, rows_of
from vision.models import Reading

ASKED = ("id", "sm3", "state", "problem", "read_at")


def readings_read_along(papers: OuterRef) -> Subquery:
    """The present readings of `papers`, a column of objects with an `sm3`; `readings_among` makes them of it."""
    return rows_of(Reading.objects.present().filter(Listed("sm3", papers, key="sm3")), *ASKED)


def readings_among(rows: Iterable[Sequence[Any]] | None, using: str) -> dict[str, Reading]:
    """The readings by SM3, as `ReadingQuerySet.of` gives them: what is not in `ASKED` comes when it is asked for."""
    found = (Reading.from_db(using, ASKED, (*row, _moment(read_at))) for *row, read_at in rows or ())
    return {reading.sm3: reading for reading in found}


def _moment(text: str | None) -> dt.datetime | None:
    """A moment of a JSON list: SQLite writes it in UTC without saying so."""
    moment = parse_datetime(text) if text else None
    return moment.replace(tzinfo=dt.UTC) if moment and moment.tzinfo is None else moment
