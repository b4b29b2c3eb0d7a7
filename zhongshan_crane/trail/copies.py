"""Where the words of an entry stand once more: in the decision, the machine, the message that told of it.

The record says what happened; these rows are what pages are made from, and they may change. Whoever has an entry's
words erased means the words: they go here, too. A new column that repeats an entry's words is named here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet

from audit.words import Row, standing
from cases.models import Case
from devices.models import Device
from ground.searching import folded
from inbox.models import Delivery, Message
from matters.models import MatterRound, ProvinceErrand
from renewals.models import Decision, FirstAcceptance, Remark, RenewalApplication

_SHORT = 5  # characters: a shorter text is replaced where it stands alone, never inside others
_TOLD_WITHIN = dt.timedelta(minutes=10)  # a message is written in the step's transaction
Places = Iterator[tuple[QuerySet[Any], tuple[str, ...]]]


def replace_copies(code: str, row: Row, said: str) -> int:
    """Put `said` in the place of the entry's words wherever they are repeated; how many rows. In a transaction."""
    texts = sorted(set(_texts(row)), key=len, reverse=True)
    changed = 0
    for rows, columns in _places(code, row):
        changed += sum(_replaced(one, columns, texts, said) for one in rows)
    return changed + _remarks_of_the_machine(row)


def _texts(row: Row) -> Iterator[str]:
    for _, value in standing(row):
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (str(item["text"]) for item in value if item.get("text"))


def _places(code: str, row: Row) -> Places:
    if code == "case":
        yield Case.objects.filter(pk=row["case_id"]), ("answer",)
    if code != "history":
        return
    if pk := row["renewal_id"]:
        yield Decision.objects.filter(renewal_id=pk), ("opinion", "late_reason", "revoke_reason")
        yield Remark.objects.filter(decision__renewal_id=pk), ("text",)
        yield FirstAcceptance.objects.filter(submission__renewal_id=pk), ("opinion", "sent_back_reason")
        yield RenewalApplication.objects.filter(pk=pk), ("withdrawal_reason", "void_reason")
    if pk := row["matter_id"]:
        yield MatterRound.objects.filter(matter_id=pk), ("opinion",)
        yield ProvinceErrand.objects.filter(matter_id=pk), ("note",)
    if pk := row["device_id"]:
        yield Device._base_manager.filter(pk=pk), ("refusal_reason",)
    told = {"created_at__gte": row["at"] - _TOLD_WITHIN, "created_at__lte": row["at"] + _TOLD_WITHIN}
    firm = {"recipient__enterprise_id": row["enterprise_id"]}
    yield Message.objects.filter(**told, **firm), ("title", "body")
    yield Delivery.objects.filter(message__in=Message.objects.filter(**told, **firm)), ("text",)


def _replaced(one: Model, columns: tuple[str, ...], texts: list[str], said: str) -> bool:
    fresh = {
        name: text for name in columns if (text := _without(one, name, texts, said)) != getattr(one, name)
    }
    if not fresh:
        return False
    if isinstance(one, Message):
        fresh["search_text"] = folded(f"{fresh.get('title', one.title)} {fresh.get('body', one.body)}")
    return bool(type(one)._base_manager.filter(pk=one.pk).update(**fresh))


def _without(one: Model, column: str, texts: list[str], said: str) -> str:
    standing_there: str = getattr(one, column)
    found = standing_there
    for text in texts:
        if found == text:
            found = said
        elif len(text) >= _SHORT:
            found = found.replace(text, said)
    return found[: one._meta.get_field(column).max_length]  # type: ignore[union-attr]


def _remarks_of_the_machine(row: Row) -> int:
    """The last refusal's remarks at single fields, where they are the entry's own."""
    remarks = row.get("remarks")
    if not remarks or not row.get("device_id"):
        return 0
    machine = Device._base_manager.filter(pk=row["device_id"], refusal_remarks=remarks)
    return machine.update(refusal_remarks=[])
