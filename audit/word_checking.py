"""Whether the words that stand beside the seal are still those that were sealed, or were erased as they should be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from audit.account_events import AccountEvent
from audit.findings import FindingKind
from audit.sources import Source
from audit.words import Row, fits, standing
from ground.glossary import AccountStep

_APART = dt.timedelta(
    minutes=5
)  # between the moment on the row and the entry that tells of it: one transaction
_BESIDE = ("salt", "marks", "erased_at")
Told = tuple[int, FindingKind, str]


class WordChecker:
    """Looks at rows in pieces, with one query for each table of free texts; erased words are counted."""

    def __init__(self) -> None:
        self.erased = 0

    def check(self, source: Source, ids: list[int]) -> Iterator[Told]:
        """(row, what is wrong, where) of these rows; what has no mark the seal itself covers."""
        if not source.is_erasable or not ids:
            return
        rows = list(_marked(source, ids))
        erasures = _erasures(source.code, [row["id"] for row in rows if row["erased_at"]])
        for row in rows:
            if row["erased_at"] is None:
                yield from _unfit(row)
            elif row["salt"] or not row["marks"] or any(value for _, value in standing(row)):
                yield row["id"], FindingKind.WORDS_CHANGED, "抹除之后又写入了文字"
            elif not any(abs(at - row["erased_at"]) < _APART for at in erasures.get(row["id"], [])):
                yield row["id"], FindingKind.WORDS_GONE, ""
            else:
                self.erased += 1


def _marked(source: Source, ids: list[int]) -> QuerySet[Any, Row]:
    columns = {place.partition(".")[0] for place in source.model.WORDS}  # type: ignore[attr-defined]
    beside = ~Q(salt="") | Q(marks__isnull=False) | Q(erased_at__isnull=False)
    return source.rows().filter(beside, pk__in=ids).order_by("pk").values("id", *_BESIDE, *sorted(columns))


def _unfit(row: Row) -> Iterator[Told]:
    marks = row["marks"] if isinstance(row["marks"], dict) else {}
    wrong = [
        place
        for place, value in standing(row)
        if not fits(marks[place], salt=row["salt"], place=place, value=value)
    ]
    if wrong or not marks:
        yield row["id"], FindingKind.WORDS_CHANGED, "、".join(wrong)


def _erasures(code: str, ids: list[int]) -> dict[int, list[dt.datetime]]:
    """When entries say that these rows' words were erased; the rows are read before, so that no entry is missed."""
    if not ids:
        return {}
    told = AccountEvent.objects.filter(step=AccountStep.WORDS_ERASED, detail__table=code, detail__row__in=ids)
    found: dict[int, list[dt.datetime]] = {}
    for row_id, at in told.values_list("detail__row", "at"):
        found.setdefault(row_id, []).append(at)
    return found
