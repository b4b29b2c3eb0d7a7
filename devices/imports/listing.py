"""The rows of an import as a list: searched, narrowed by result, exported with what was found of each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from devices.import_words import RowOutcome, RowVerdict
from devices.imports.rows import Problem, column_name, one_sentence
from devices.models import ImportRow, RegisterImport
from devices.numbers import key_of
from ground.facets import Facet
from ground.listing import Column, Listing, ListSpec, Typed

VERDICTS = {word.value: word.label for word in RowVerdict.final()}
OUTCOMES = {word.value: word.label for word in RowOutcome if word}
TYPED = (
    Typed("q", "查找", hint="备案号 / 名称"),
    Typed("from_line", "起始行号", kind="number", hint="行号从"),
    Typed("to_line", "结束行号", kind="number", hint="到"),
)


def row_list(run: RegisterImport, params: QueryDict) -> Listing[ImportRow]:
    """The rows as the address narrows them, in the order of the file."""
    spec = ListSpec(
        columns=_columns(run),
        typed=TYPED,
        search=_search,
        facets=(
            Facet("verdict", "试算结果", VERDICTS, key="verdict"),
            Facet("outcome", "导入结果", OUTCOMES, key="outcome"),
            Facet("noted", "提醒", {"yes": "有提醒"}, key="noted", reading={"True": "yes"}, narrow=_noted),
        ),
        default="line",
    )
    return Listing(spec, ImportRow.objects.filter(run=run), params)


def tally(run: RegisterImport) -> dict[str, dict[str, int]]:
    """How many rows there are of each verdict and of each outcome, by one query."""
    groups = run.rows.values_list("verdict", "outcome").annotate(Count("pk")).order_by()
    found: dict[str, dict[str, int]] = {"verdict": {}, "outcome": {}}
    for verdict, outcome, many in groups:
        found["verdict"][verdict] = found["verdict"].get(verdict, 0) + many
        found["outcome"][outcome] = found["outcome"].get(outcome, 0) + many
    return found


def explanations(row: ImportRow) -> list[tuple[str, str]]:
    """(severity, sentence) of everything that is to be said of a row."""
    errors = [item for item in row.problems if item["severity"] == "error"]
    said = [("", row.said)] if row.said and not errors else []
    return [*said, *((item["severity"], one_sentence(Problem(**item))) for item in row.problems)]


def _columns(run: RegisterImport) -> tuple[Column, ...]:
    return (
        Column("行", lambda row: row.line, order="line"),
        Column("备案号" if run.kind == "machines" else "企业名称", lambda row: row.title),
        Column("试算结果", lambda row: row.judged.label),
        Column("导入结果", lambda row: row.result.label if row.outcome else ""),
        Column("说明", lambda row: "\n".join(said for _severity, said in explanations(row))),
        *(
            Column(f"{column_name(place)} {head}".strip(), partial(_cell, place), on_page=False)
            for place, head in enumerate(run.heads)
        ),
    )


def _cell(place: int, row: ImportRow) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _search(rows: QuerySet[ImportRow], typed: Mapping[str, str]) -> QuerySet[ImportRow]:
    if text := typed["q"]:
        key = key_of(text)
        rows = rows.filter(Q(title__icontains=text) | (Q(first_key__contains=key) if key else Q()))
    for name, lookup in (("from_line", "line__gte"), ("to_line", "line__lte")):
        if typed[name].isdecimal() and len(typed[name]) < 9:
            rows = rows.filter(**{lookup: int(typed[name])})
    return rows


def _noted(rows: QuerySet[ImportRow], _yes: str) -> QuerySet[ImportRow]:
    return rows.filter(noted=True)
