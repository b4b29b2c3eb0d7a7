"""What the dry run says of rows, some hundred at a time in a fixed number of queries; all but the doubles is asked again when they are taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from django.db.models import Count, Q

from accounts.models import Enterprise
from devices.import_words import RowVerdict
from devices.imports.rows import Problem
from devices.models import Device, ImportRow, RegisterImport

SAME_ROW = "与第 {first} 行完全相同，只导入第 {first} 行。"
SAME_KEY = "{what}与第 {others} 行相同，而其他内容不同，都没有导入。请核对后只保留一行。"
TOLD_LINES = 5


@dataclass(slots=True)
class Judgement:
    """What is said of one row, and the records it is about; `remarks` go to the row's problems."""

    verdict: RowVerdict
    said: str = ""
    remarks: list[Problem] = field(default_factory=list)
    device: Device | None = None
    enterprise: Enterprise | None = None

    def put_into(self, row: ImportRow) -> None:
        """Keep it on the row, beside what was found when the row was read."""
        row.verdict, row.said = self.verdict, self.said[:1000]
        row.device, row.enterprise = self.device, self.enterprise
        row.problems = [*row.problems, *map(asdict, self.remarks)]
        row.noted = row.noted or any(item.severity == "warning" for item in self.remarks)


def remark(sentence: str) -> Problem:
    """A remark on the row as a whole."""
    return Problem(None, "", "", "warning", sentence)


def sharing_a_key(run: RegisterImport) -> Q:
    """The condition of a run's rows that share a key with another one; refused ones do not count."""
    rows = run.rows.exclude(verdict=RowVerdict.REFUSED).order_by()
    found = Q()
    for column in ("first_key", "second_key"):
        keys = rows.exclude(**{column: ""}).values(column).annotate(many=Count("id")).filter(many__gt=1)
        found |= Q(**{f"{column}__in": keys.values(column)})
    return found & ~Q(verdict=RowVerdict.REFUSED)


def doubles(rows: Iterable[ImportRow], words: tuple[str, str]) -> dict[int, str]:
    """Row id → why it is a double of another row of the file; of rows that are wholly alike the first is none.

    `words` name what the first and the second key are.
    """
    rows = list(rows)
    found: dict[int, str] = {}
    for column, what in zip(("first_key", "second_key"), words, strict=True):
        groups = _groups(rows, column)
        for row in rows:
            group = groups.get(getattr(row, column), [])
            if row.pk in found or len(group) < 2:
                continue
            if len({digest for _line, digest in group}) > 1:
                others = [str(line) for line, _digest in group if line != row.line]
                told = "、".join(others[:TOLD_LINES]) + ("…" if len(others) > TOLD_LINES else "")
                found[row.pk] = SAME_KEY.format(what=what, others=told)
            elif row.line != group[0][0]:
                found[row.pk] = SAME_ROW.format(first=group[0][0])
    return found


def _groups(rows: list[ImportRow], column: str) -> dict[str, list[tuple[int, str]]]:
    """Key → (line, digest) of all rows of the file that have it, in order; refused ones do not count."""
    keys = {getattr(row, column) for row in rows} - {""}
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    if not keys:
        return groups
    known = ImportRow.objects.filter(run_id=rows[0].run_id, **{f"{column}__in": keys})
    known = known.exclude(verdict=RowVerdict.REFUSED).order_by("line")
    for key, line, digest in known.values_list(column, "line", "digest"):
        groups[key].append((line, digest))
    return groups
