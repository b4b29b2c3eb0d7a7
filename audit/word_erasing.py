"""Erasing the words of one entry: the marks stay, and with them the seal."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime

from audit.account_events import Subject
from audit.actors import Actor
from audit.chain import Link
from audit.services import record_account_step
from audit.sources import Source, sources
from audit.words import Erasable, Row, standing, without_words
from ground.errors import RuleBroken, StepRefused
from ground.glossary import AccountStep, ActorKind

LEAST, MOST = 5, 200  # characters of a reason
REASON = "请写明抹除的依据，如文书名称和文号(5 至 200 个字)。"
NO_ENTRY = "没有这条记录。请回到“操作记录”，从要抹除的那一条重新进入。"
NO_WORDS = "这条记录没有可以抹除的文字。"
IN_THE_SEAL = (
    "这条记录写于文字单独保存之前，文字在封印之内，抹除会破坏封存链，因此不能抹除。请报告系统管理员。"
)
GONE = "这条记录的文字已于 {at:%Y-%m-%d %H:%M} 抹除，不必再办。"


def is_entry(code: str, row_id: int) -> bool:
    """Whether there is such a row in a table of free texts."""
    source = sources().get(code)
    return bool(source and source.is_erasable and source.rows().filter(pk=row_id).exists())


def erasable_row(code: str, row_id: int) -> Row:
    """The row as it stands, with its `id`; raises StepRefused, with what to do, where no words of it can go."""
    source = _source(code)
    row = source.rows().filter(pk=row_id).values().first()
    if row is None:
        raise StepRefused("no_entry", NO_ENTRY)
    if row["erased_at"] is not None:
        raise StepRefused("erased_already", GONE.format(at=localtime(row["erased_at"])))
    sealed_in = Link.objects.filter(source=code, row_id=row_id).values_list("form", flat=True).first()
    with_marks = sealed_in is None or source.marks_words(sealed_in)
    if row["marks"] and with_marks:
        return row
    written = any(value for _, value in _written(source, row))
    raise StepRefused("words_in_the_seal", IN_THE_SEAL) if written else StepRefused("no_words", NO_WORDS)


@transaction.atomic
def erase_words(
    *, code: str, row_id: int, reason: str, about: Subject | None = None, copies: int = 0, **by: Any
) -> list[str]:
    """Empty the free texts of one entry for good; the places that were emptied.

    `by` are the doer's `actor`, `account_id` and, on the server, `operator`; `about` is what the entry was about, and
    `copies` how many other rows lost the same words. Raises RuleBroken without a reason, StepRefused where there is
    nothing (any more).
    """
    reason = reason.strip()
    if not LEAST <= len(reason) <= MOST:
        raise RuleBroken("reason_missing", REASON, path="reason")
    row, now = erasable_row(code, row_id), timezone.now()
    places = [place for place, _ in standing(row)]
    columns = {place.partition(".")[0] for place in places}
    bare = {name: value for name, value in without_words(row).items() if name in columns}
    mine = _source(code).rows().filter(pk=row_id, erased_at__isnull=True)
    if mine.update(**bare, salt="", erased_at=now) != 1:
        raise StepRefused("erased_already", GONE.format(at=_erased_at(code, row_id)))
    _record(code=code, row=row, places=places, reason=reason, about=about, copies=copies, **by)
    return places


def _record(
    *,
    code: str,
    row: Row,
    places: list[str],
    reason: str,
    about: Subject | None,
    copies: int,
    actor: Actor,
    operator: str = "",
) -> None:
    record_account_step(
        step=AccountStep.WORDS_ERASED,
        actor=actor,
        account_id=int(actor.id) if actor.kind == ActorKind.PERSON else None,
        enterprise_id=row.get("enterprise_id"),
        about=about,
        detail={
            "table": code,
            "row": row["id"],
            "places": places,
            "copies": copies,
            "reason": reason,
            **({"operator": operator} if operator else {}),
        },
    )


def _erased_at(code: str, row_id: int) -> dt.datetime:
    at: dt.datetime = _source(code).rows().values_list("erased_at", flat=True).get(pk=row_id)
    return localtime(at)


def _source(code: str) -> Source:
    source = sources().get(code)
    if source is None or not source.is_erasable:
        raise StepRefused("no_entry", NO_ENTRY)
    return source


def _model(code: str) -> type[Erasable]:
    model = _source(code).model
    assert issubclass(model, Erasable)  # noqa: S101 - asked by _source
    return model


def _written(source: Source, row: Row) -> list[tuple[str, Any]]:
    return list(standing(row | {"marks": dict.fromkeys(_model(source.code).WORDS, "")}))


def entries_saying(text: str) -> Iterator[tuple[str, int, dt.datetime, str]]:
    """(table, row, when, place) of every free text that holds these words; it reads whole tables: by command alone."""
    for code, source in sources().items():
        if not source.is_erasable:
            continue
        columns = sorted({place.partition(".")[0] for place in _model(code).WORDS})
        rows = source.rows().filter(erased_at__isnull=True).order_by("pk").values("id", source.at, *columns)
        for row in rows.iterator(1000):
            for place, value in _written(source, row):
                if text in (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)):
                    yield code, row["id"], row[source.at], place
