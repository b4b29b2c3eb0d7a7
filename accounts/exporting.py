"""导出: a list as a workbook, exactly the rows that its page finds or that a person ticked, noted in 账号记录."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import models
from django.http import FileResponse

from accounts.models import User
from audit.services import record_account_step
from ground.errors import RuleBroken
from ground.glossary import AccountStep
from ground.listing import Listing
from ground.selecting import Picked
from ground.workbooks import MOST_ROWS, TOO_MANY, list_workbook, workbook_answer

CHUNK = 500
NOTHING = "没有可导出的内容。请换一个查询条件，或重新勾选后再导出。"
Rows = Callable[[list[Any]], Iterable[Any]]


def list_answer(
    listing: Listing[Any],
    choice: Picked,
    *,
    user: User,
    name: str,
    by: str = "pk",
    related: Sequence[str] = (),
    rows_of: Rows = iter,
) -> FileResponse:
    """The workbook of what `choice` takes of the list, read and written some hundred rows at a time.

    `name` is the list's, also the file's; `by` is what the ticked ids are ids of; `rows_of` turns some of
    the list's rows into what the columns' texts want. Raises RuleBroken where there is nothing or too much.
    """
    found = listing.taken(choice, by=by)
    if related:  # without names it would join everything
        found = found.select_related(*related)
    count = found.order_by().values("pk")[: MOST_ROWS + 1].count()
    if count > MOST_ROWS:
        raise RuleBroken("too_many", TOO_MANY)
    if not count:
        raise RuleBroken("nothing_chosen", NOTHING)
    columns = [column for column in listing.spec.columns if column.text]
    texts = [column.text for column in columns if column.text]
    rows = (
        [text(row) for text in texts] for row in itertools.chain.from_iterable(map(rows_of, _chunks(found)))
    )
    book = list_workbook(name, [column.label for column in columns], rows)
    record_account_step(
        step=AccountStep.EXPORTED,
        actor=user.actor,
        account_id=user.pk,
        enterprise_id=user.enterprise_id,
        detail={"list": name, "rows": count},
    )
    return workbook_answer(book, name)


def _chunks(found: models.QuerySet[Any]) -> Iterator[list[Any]]:
    rows = found.iterator(chunk_size=CHUNK)
    while chunk := list(itertools.islice(rows, CHUNK)):
        yield chunk
