"""One row of a file as it is understood: what it gives, and what is wrong with its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from django.conf import settings
from openpyxl.utils import get_column_letter

from devices.import_words import RowVerdict
from devices.models import ImportRow
from ground.digests import canonical_json
from ground.keys import keyed_digest

SAID_MOST = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a cell; `place` is the column from 0, None for the row as a whole."""

    place: int | None
    label: str
    typed: str
    severity: Literal["error", "warning"]
    sentence: str


@dataclass(slots=True)
class Understood:
    """What one row says: `given` by the kind's own shape, with the keys that no two rows share."""

    given: dict[str, Any] = field(default_factory=dict)
    first_key: str = ""
    second_key: str = ""
    title: str = ""
    problems: list[Problem] = field(default_factory=list)

    def put_into(self, row: ImportRow) -> None:
        """Keep it on the row; a row with an error is refused at once."""
        row.given, row.title = self.given, self.title[:200]
        row.first_key, row.second_key = self.first_key[:200], self.second_key[:200]
        row.digest = keyed_digest(canonical_json(self.given), key=settings.DATA_KEY)
        row.problems = [asdict(problem) for problem in self.problems]
        row.noted = any(problem.severity == "warning" for problem in self.problems)
        wrong = [problem for problem in self.problems if problem.severity == "error"]
        row.verdict = RowVerdict.REFUSED if wrong else RowVerdict.PARSED
        row.said = sentences(wrong)


@dataclass(frozen=True, slots=True)
class Cells:
    """Texts of a row by field."""

    texts: Mapping[str, str]
    places: dict[str, int]
    heads: list[str]

    @classmethod
    def of(cls, texts: list[str], places: dict[str, int], heads: list[str]) -> Cells:
        """A whole row, its texts by place."""
        return cls(
            {code: texts[place] for code, place in places.items() if place < len(texts)}, places, heads
        )

    def text(self, code: str) -> str:
        """What stands in the field's column, empty where it has none."""
        return self.texts.get(code, "")

    def problem(self, code: str, severity: Literal["error", "warning"], sentence: str) -> Problem:
        """A problem at the field's column."""
        place = self.places.get(code)
        head = self.heads[place] if place is not None and place < len(self.heads) else ""
        return Problem(place, head, self.text(code)[:120], severity, sentence)


def column_name(place: int) -> str:
    """H for the eighth column."""
    return str(get_column_letter(place + 1))


def sentences(problems: list[Problem]) -> str:
    """The problems in a line, each with its column."""
    return " ".join(map(one_sentence, problems))[:SAID_MOST]


def one_sentence(problem: Problem) -> str:
    """H 列“出厂编号”：…"""
    if problem.place is None:
        return problem.sentence
    return f"{column_name(problem.place)} 列“{problem.label}”：{problem.sentence}"
